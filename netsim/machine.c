// SPDX-License-Identifier: LGPL-2.1-or-later
/* A virtual machine on the caller's own files, that runs one command and is gone. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "keeper.h"
#include "machine.h"
#include "memory.h"
#include "parts.h"
#include "process.h"
#include "relay.h"
#include "script.h"
#include "tier.h"

/* The ends of the machine's ports; the names are those in vm/guest, console and log aside. */
enum port {
	PORT_SCRIPT,
	PORT_INPUT,
	PORT_OUTPUT,
	PORT_ERRORS,
	PORT_CONTROL,
	PORT_CONSOLE, /* the first serial line: what the kernel says */
	PORT_LOG,     /* what QEMU says */
	PORT_COUNT,
};

static const char *const port_names[] = { "script", "input", "output", "errors",
	"control", "console", "log" };

/* Nothing here needs protection from itself, and every probe costs emulated time. */
#define KERNEL_COMMAND_LINE                                                              \
	"console=ttyS0 quiet panic=-1 intel_iommu=on audit=0 mitigations=off nokaslr "   \
	"no_timer_check cryptomgr.notests NHD_VFS=%ld"

/* What the machine says when all is there, and the command is next. */
#define BEGUN "begun\n"

struct machine {
	const struct machine_request *request;
	struct parts parts;
	int64_t deadline;        /* of all boots, in milliseconds; 0: none */
	char **argv;             /* QEMU's */
	int fds[PORT_COUNT + 1]; /* QEMU's ends of the ports; -1 at the end */
	struct relay relays[PORT_COUNT];
	bool told[PORT_COUNT]; /* the guest knows that nobody reads the stream */
	bool terminal;         /* the input is a terminal, and is now the machine's */
	struct termios before; /* what that terminal was set to */
	bool begun;            /* the command has, or is about to */
	bool ended_early;      /* of itself, before that */
	int status;            /* of the command, or -1 as long as there is none */
};

static void add(struct machine *machine, const char *option, char *value)
{
	strings_add(&machine->argv, memory_copy(option));
	if (value)
		strings_add(&machine->argv, value);
}

/* In QEMU's lists of options a comma in a value is written twice. */
static char *escape(const char *text)
{
	struct buffer buffer = { 0 };

	for (; *text; text++)
		buffer_add(&buffer, *text == ',' ? ",," : text, *text == ',' ? 2 : 1);
	return buffer.data ? buffer.data : memory_copy("");
}

static void add_folder(
	struct machine *machine, const char *folder, const char *tag, const char *options)
{
	char *path = escape(folder);

	add(machine, "-virtfs",
		memory_format("local,path=%s,mount_tag=%s,security_model=none%s", path,
			tag, options));
	free(path);
}

static void add_ports(struct machine *machine)
{
	add(machine, "-device", memory_copy("virtio-serial-pci"));
	for (int port = 0; port < PORT_LOG; port++)
		add(machine, "-chardev",
			memory_format("socket,id=%s,fd=%d", port_names[port],
				machine->fds[port]));
	add(machine, "-serial", memory_copy("chardev:console"));
	for (int port = 0; port < PORT_CONSOLE; port++) {
		bool terminal = port == PORT_INPUT && machine->terminal;

		add(machine, "-device",
			memory_format("%s,chardev=%s,name=%s",
				terminal ? "virtconsole" : "virtserialport",
				port_names[port], port_names[port]));
	}
}

/* Each PF is behind a port of its own, and so on a bus of its own: 0000:0N:00.0. */
static void add_cards(struct machine *machine)
{
	for (long card = 1; card <= machine->request->cards; card++) {
		add(machine, "-device",
			memory_format("pcie-root-port,id=port%ld,chassis=%ld,slot=%ld",
				card, card, card));
		add(machine, "-netdev",
			memory_format("user,id=net%ld,restrict=on", card));
		add(machine, "-device",
			memory_format("igb,netdev=net%ld,bus=port%ld,"
				      "mac=52:54:00:00:00:%02lx",
				card, card, card));
	}
}

/* There is no clock, display or disk. */
static void build_argv(struct machine *machine)
{
	const struct machine_request *request = machine->request;
	const struct parts *parts = &machine->parts;
	bool kvm = strings_equal(parts->accelerator, "kvm");

	add(machine, parts->qemu, NULL);
	for (char **folder = parts->firmware; folder && *folder; folder++)
		add(machine, "-L", memory_copy(*folder));
	/* One thread takes the processors in turn: in one each, a kernel that patches its own
	 * code was seen to trip over it, and nothing became faster. */
	add(machine, "-accel", memory_copy(kvm ? "kvm" : "tcg,thread=single"));
	add(machine, "-M",
		memory_copy(kvm ? "q35,smm=off,kernel-irqchip=split" : "q35,smm=off"));
	/* Walks through five levels of page tables are not free where they are emulated. */
	add(machine, "-cpu", memory_copy(kvm ? "max" : "max,la57=off"));
	add(machine, "-smp", memory_copy("2"));
	add(machine, "-m", memory_format("%ld", 768 + 64 * request->cards));
	add(machine, "-nodefaults", NULL);
	add(machine, "-no-reboot", NULL);
	add(machine, "-display", memory_copy("none"));
	add(machine, "-kernel", memory_copy(parts->kernel));
	add(machine, "-initrd", memory_copy(parts->initramfs));
	add(machine, "-append",
		memory_format(
			KERNEL_COMMAND_LINE, request->cards ? request->run->vfs : 0));
	add(machine, "-device", memory_copy("intel-iommu,intremap=on,caching-mode=on"));
	add_ports(machine);
	add_folder(machine, "/", "root", ",readonly=on,multidevs=remap");
	if (request->run->share)
		add_folder(machine, request->run->share, "share", ",multidevs=remap");
	add_cards(machine);
}

/* In the process that becomes QEMU. */
static int begin(void *data)
{
	const struct machine *machine = data;
	int null = open("/dev/null", O_RDWR);

	setsid();
	dup2(null, STDIN_FILENO);
	dup2(machine->fds[PORT_LOG], STDOUT_FILENO);
	dup2(machine->fds[PORT_LOG], STDERR_FILENO);
	for (int port = 0; port < PORT_LOG; port++)
		fcntl(machine->fds[port], F_SETFD, 0);
	if (machine->parts.libraries)
		setenv("LD_LIBRARY_PATH", machine->parts.libraries, 1);
	if (machine->parts.modules)
		setenv("QEMU_MODULE_DIR", machine->parts.modules, 1);
	return become(machine->argv);
}

static int open_ports(struct machine *machine)
{
	int ends[2];

	for (int port = 0; port < PORT_COUNT; port++)
		machine->fds[port] = -1;
	machine->fds[PORT_COUNT] = -1;
	for (int port = 0; port < PORT_COUNT; port++) {
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
			return -errno;
		fcntl(ends[0], F_SETFL, O_NONBLOCK);
		machine->relays[port] = (struct relay){ .from = ends[0], .to = -1 };
		machine->fds[port] = ends[1];
	}
	return 0;
}

/* The keeper must not hold the runner's ends either: they tell QEMU when it is gone. */
static void connect_ports(struct machine *machine)
{
	struct relay *relays = machine->relays;

	relays[PORT_SCRIPT].to = relays[PORT_SCRIPT].from;
	relays[PORT_SCRIPT].from = -1;
	relays[PORT_SCRIPT].closes = true;
	relays[PORT_OUTPUT].to = STDOUT_FILENO;
	relays[PORT_ERRORS].to = STDERR_FILENO;
	relays[PORT_INPUT].to = relays[PORT_INPUT].from;
	relays[PORT_INPUT].from = STDIN_FILENO;
	relays[PORT_INPUT].closes = true;
	relays[PORT_INPUT].held = true;
	if (machine->terminal) {
		relays[PORT_OUTPUT].from = relays[PORT_INPUT].to;
		relays[PORT_INPUT].closes = false;
	}
}

/* A terminal hands every key on, and tells the machine how large it is. */
static char *take_terminal(struct machine *machine)
{
	struct termios raw;
	struct winsize size = { 0 };

	machine->terminal = machine->request->run->interactive &&
			    !tcgetattr(STDIN_FILENO, &machine->before);
	if (!machine->terminal)
		return NULL;
	raw = machine->before;
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col)
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	return memory_format("rows %d cols %d", size.ws_row, size.ws_col);
}

/* In the keeper: the terminal is in its old state whoever was killed. */
static void release(void *data)
{
	const struct machine *machine = data;

	if (machine->terminal)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &machine->before);
}

/* The machine says in a line each that its command begins, and with which status it ended. */
static void take_control(struct machine *machine)
{
	struct buffer *said = &machine->relays[PORT_CONTROL].pending;
	const char *end;

	while ((end = strchr(buffer_text(said), '\n'))) {
		if (!strncmp(said->data, BEGUN, strlen(BEGUN)))
			machine->begun = true;
		else
			machine->status = atoi(said->data) & 255;
		buffer_drop(said, (size_t)(end - said->data) + 1);
	}
	/* What the first boot has taken from the caller, a second one could not have. */
	machine->relays[PORT_INPUT].held = !machine->begun;
}

/* A command that has ended needs no machine any more. */
static bool is_done(void *data)
{
	static const enum port streams[] = { PORT_OUTPUT, PORT_ERRORS };
	struct machine *machine = data;
	const struct relay *control = &machine->relays[PORT_CONTROL];

	for (size_t i = 0; i < 2; i++) {
		enum port port = streams[i];

		if (!machine->relays[port].broken || machine->told[port])
			continue;
		machine->told[port] = true;
		if (dprintf(control->from, "%s\n", port_names[port]) < 0)
			return true;
	}
	take_control(machine);
	return machine->status >= 0;
}

/* The last lines of what was kept, each behind who said it. */
static void show_kept(const char *who, const struct relay *relay)
{
	char *text = memory_copy(buffer_text(&relay->pending));
	char *rest = NULL;

	for (char *line = strtok_r(text, "\r\n", &rest); line;
		line = strtok_r(NULL, "\r\n", &rest))
		say("%s: %s", who, line);
	free(text);
}

static int verdict(const struct machine *machine, const struct keeper *keeper)
{
	int error = machine->relays[PORT_OUTPUT].error;

	if (error && error != EPIPE) {
		say("stdout: %s", strerror(error));
		return EXIT_BROKEN;
	}
	if (machine->status >= 0)
		return machine->status;
	if (keeper->end == KEEPER_TIMED_OUT) {
		say("stopped after %d s", machine->request->run->timeout);
		return EXIT_TIMED_OUT;
	}
	if (machine->request->run->supervisor->stop_signal)
		return EXIT_BROKEN;
	if (keeper->end == KEEPER_DIED)
		say("the process that watches over the machine was killed");
	else
		say("the machine ended before the command %s",
			machine->begun ? "did" : "began");
	show_kept("qemu", &machine->relays[PORT_LOG]);
	show_kept("console", &machine->relays[PORT_CONSOLE]);
	return EXIT_BROKEN;
}

/* Seconds that are left of the time limit, at least one; 0: there is no limit. */
static int time_left(const struct machine *machine)
{
	int64_t left = machine->deadline - clock_milliseconds();

	if (!machine->deadline)
		return 0;
	return left > 1000 ? (int)((left + 999) / 1000) : 1;
}

/* Serves the machine to its end. Returns the exit status. */
static int serve(struct machine *machine)
{
	struct supervisor *supervisor = machine->request->run->supervisor;
	int hidden[PORT_COUNT * 2 + 1];
	const struct keeper_task task = { .begin = begin,
		.release = release,
		.data = machine,
		.timeout = time_left(machine),
		.fds = hidden };
	struct keeper keeper;
	int status;

	for (int port = 0; port < PORT_COUNT; port++) {
		hidden[port * 2] = machine->fds[port];
		hidden[port * 2 + 1] = machine->relays[port].from;
	}
	hidden[PORT_COUNT * 2] = -1;
	status = keeper_start(&keeper, &task, supervisor);
	for (int port = 0; port < PORT_COUNT; port++)
		close(machine->fds[port]);
	if (status) {
		say("no process can be started: %s", strerror(-status));
		return EXIT_BROKEN;
	}
	connect_ports(machine);
	relay_serve(machine->relays, PORT_COUNT, &keeper, supervisor, is_done, machine);
	machine->relays[PORT_INPUT].from = -1;
	keeper_finish(&keeper, supervisor);
	relay_drain(&machine->relays[PORT_OUTPUT], PORT_COUNT - PORT_OUTPUT, supervisor);
	take_control(machine);
	machine->ended_early = keeper.end == KEEPER_ENDED && !machine->begun &&
			       machine->status < 0 && !supervisor->stop_signal;
	return verdict(machine, &keeper);
}

/* Boots, runs the command, and forgets the boot. Returns the exit status. */
static int boot(struct machine *machine)
{
	const struct machine_request *request = machine->request;
	int status = open_ports(machine);
	struct buffer document = { 0 };
	char *settings;

	if (status) {
		say("no ports for the machine: %s", strerror(-status));
		return EXIT_BROKEN;
	}
	settings = take_terminal(machine);
	if (request->run->host_file)
		host_write(&request->run->host, &document);
	script_write(&machine->relays[PORT_SCRIPT].pending, request->argv,
		request->run->share, settings, buffer_text(&document));
	buffer_free(&document);
	build_argv(machine);
	status = serve(machine);
	for (int port = 0; port < PORT_COUNT; port++)
		buffer_free(&machine->relays[port].pending);
	strings_free(machine->argv);
	machine->argv = NULL;
	free(settings);
	return status;
}

int machine_run(const struct machine_request *request)
{
	struct machine machine = { .request = request, .status = -1 };
	struct buffer why = { 0 };
	int status = parts_get(&machine.parts, "prepare", request->parts,
		request->run->supervisor, &why);

	buffer_free(&why);
	if (status) {
		parts_free(&machine.parts);
		return EXIT_NOT_OFFERED;
	}
	script_set_environment(request->tier);
	if (request->run->timeout)
		machine.deadline = clock_milliseconds() + request->run->timeout * 1000LL;
	status = boot(&machine);
	/* A kernel on a processor that is emulated in threads may die at boot, of a race. */
	if (machine.ended_early) {
		say("nothing of the command has run: the machine is booted once more");
		status = boot(&machine);
	}
	parts_free(&machine.parts);
	return status;
}

int machine_prepare(const char *set, struct supervisor *supervisor)
{
	struct parts parts;
	struct buffer why = { 0 };
	int status = parts_get(&parts, "prepare", set, supervisor, &why);

	if (!status)
		say("ready: %s, Linux %s, %s", parts.qemu, parts.version,
			strings_equal(parts.accelerator, "kvm") ? "KVM"
								: "software emulation");
	parts_free(&parts);
	buffer_free(&why);
	return status;
}

int machine_probe(const char *set, struct supervisor *supervisor, struct buffer *words)
{
	struct parts parts;
	struct buffer why = { 0 };
	int status = parts_get(&parts, "find", set, supervisor, &why);

	if (!status)
		buffer_format(words, "QEMU %s, Linux %s", parts.qemu, parts.version);
	else
		buffer_add(words, buffer_text(&why), strcspn(buffer_text(&why), "\n"));
	parts_free(&parts);
	buffer_free(&why);
	return status;
}
