// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * sweep FOLDER EVERY SEED KINDS TEMPER...: prepares and restores VFs on the simulated
 * kernel, and each time something goes wrong at another call, until there is no call left
 * to go wrong at. Afterwards, or after recover, the machine is what it was before, but for what the temper
 * refuses to take away, which has to be told. Every EVERYth point is tried, of the ways to
 * go wrong that match KINDS. FOLDER is an empty one, TEMPER the name of a file, or "-" for
 * igb's.
 */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <jansson.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doors.h"
#include "memory.h"
#include "nethostdev.h"
#include "temper.h"
#include "tests/memory.h"
#include "wire.h"

/* That are printed of each way to go wrong. */
#define COMPLAINTS_MAX 2
#define VF "0000:01:10.0"
#define FLAGS_OF_PF "bus/pci/devices/0000:01:00.0/net/eth0/flags"
#define VFS_OF_PF "bus/pci/devices/0000:01:00.0/sriov_numvfs"

struct sweep;

/* A way for things to go wrong. */
struct kind {
	const char *name;
	enum { OF_NOTHING, OF_KERNEL, OF_MEMORY, OF_DOORS } where;
	const char
		*fault; /* of the kernel: as in faults.h, its operation being the name */
	unsigned int doors; /* whose calls are counted */
	enum doors_end end;
	int failure;
	bool stays;
	/* DOORS_LIE: so many lies at each call, in texts or of netlink's. */
	unsigned int lies;
	const char *const *texts;
	bool refuses; /* as a driver that does not let a MAC or a VLAN be taken back */
	/* What happens meanwhile, and how it is made good again; NULL: it stays. */
	void (*happen)(struct sweep *sweep);
	void (*mend)(struct sweep *sweep);
};

/* How the VF is before it is prepared. */
struct start {
	const char *name;
	bool vfio;  /* a guest's already */
	bool given; /* MAC and VLAN by the PF */
	bool plain; /* for a guest without a VLAN */
	bool pair;  /* for a guest that has both VFs */
};

/* Far more than is ever told of a VF or two. */
#define TOLD_SIZE 65536

struct sweep {
	char *folder;
	unsigned int every, seed;
	const char *kinds;
	int socket;
	struct buffer answer;
	nhd_reader *reader;

	/* Of the temper at hand. */
	const char *temper_name;
	struct buffer temper_text;
	struct temper temper;
	const struct start *start;
	nhd_interface *interface;
	nhd_domain *domain;     /* of a pair */
	struct buffer document; /* of the machine before */
	char *before, *prepared;
	bool can_prepare, restoring;
	const struct kind *kind;
	unsigned int at;
	bool untold; /* what was lost need not be told */
	bool gone;   /* what happened meanwhile took all away that is not saved */

	unsigned long points, survived, complaints, of_kind;
	int restored;
	struct nhd_error error;
	struct buffer told; /* so far, of the VF at hand */
};

static int64_t ask(struct sweep *sweep, enum wire_operation operation, const char *path,
	uint64_t value, const char *text)
{
	return wire_ask(sweep->socket, operation, path, value, text, strlen(text),
		&sweep->answer);
}

static char *show(struct sweep *sweep)
{
	ask(sweep, WIRE_SHOW, NULL, 0, "");
	return memory_copy(buffer_text(&sweep->answer));
}

/* Removes the state folder and what is in it; locks are not counted. */
static size_t empty_folder(const char *folder, bool remove)
{
	DIR *stream = opendir(folder);
	struct dirent *entry;
	size_t count = 0;

	while (stream && (entry = readdir(stream))) {
		const char *suffix = strrchr(entry->d_name, '.');

		if (entry->d_name[0] == '.')
			continue;
		count += !suffix || strcmp(suffix, ".lock") != 0;
		if (remove)
			unlinkat(dirfd(stream), entry->d_name, 0);
	}
	if (stream)
		closedir(stream);
	if (remove)
		rmdir(folder);
	return count;
}

static void lose_folder(struct sweep *sweep)
{
	empty_folder(sweep->folder, true);
}

static void take_vfs(struct sweep *sweep)
{
	ask(sweep, WIRE_WRITE, VFS_OF_PF, 0, "0\n");
	sweep->gone = true;
}

/* They come with settings of their own, and a driver that has them at once. */
static void give_vfs(struct sweep *sweep)
{
	ask(sweep, WIRE_WRITE, VFS_OF_PF, 0, "2\n");
}

static void put_down(struct sweep *sweep)
{
	ask(sweep, WIRE_WRITE, FLAGS_OF_PF, 0, "0x1002\n");
}

static void put_up(struct sweep *sweep)
{
	ask(sweep, WIRE_WRITE, FLAGS_OF_PF, 0, "0x1003\n");
}

#define KERNEL(operation, through, what)                                                 \
	{                                                                                \
		.name = operation, .where = OF_KERNEL, .fault = what,                    \
		.doors = 1u << (through)                                                 \
	}
#define BOTH(what)                                                                       \
	KERNEL("getlink", DOOR_GETLINK, what), KERNEL("setlink", DOOR_SETLINK, what)
#define REFUSE(what)                                                                     \
	{                                                                                \
		.name = "setlink", .where = OF_KERNEL, .fault = what,                    \
		.doors = 1u << DOOR_SETLINK, .refuses = true                             \
	}
#define FAIL(words, which, number)                                                       \
	{                                                                                \
		.name = words, .where = OF_DOORS, .doors = which, .end = DOORS_FAIL,     \
		.failure = number                                                        \
	}
#define STAY(words, which, number)                                                       \
	{                                                                                \
		.name = words, .where = OF_DOORS, .doors = which, .end = DOORS_FAIL,     \
		.failure = number, .stays = true                                         \
	}
#define END(words, which, how)                                                           \
	{                                                                                \
		.name = words, .where = OF_DOORS, .doors = which, .end = how             \
	}
#define LIE(words, door, list)                                                           \
	{                                                                                \
		.name = words, .where = OF_DOORS, .doors = 1u << (door),                 \
		.end = DOORS_LIE, .texts = list, .lies = sizeof(list) / sizeof(list[0])  \
	}
#define MEANWHILE(words, what, good)                                                     \
	{                                                                                \
		.name = words, .where = OF_DOORS, .doors = DOORS_ALL,                    \
		.end = DOORS_MEANWHILE, .happen = what, .mend = good                     \
	}

#define LONG "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"

static const char *const links[] = { "", "/", ".", "..", "../..", "../../../../../etc",
	"../../../../../etc/passwd", "../0000:01:10.2", "../0000:01:00.0", "../x\ny",
	"../.x", "../" LONG LONG LONG LONG };
static const char *const names[] = { "", ".", "..", "../../../etc", "a/b", "a\nb", "a b",
	"virtfn", "virtfn-1", "virtfn1", "virtfn99999999999999999999", "pci:..",
	"pci:a/b", LONG LONG LONG LONG };
static const char *const texts[] = { "", "-1", "0", "999999", "2147483648",
	"99999999999999999999", "2 x", "a\nb", "..", "../../../../etc", "(null)", "zz:zz",
	"02:00:00:00:00:00:00", LONG LONG LONG LONG };
static const char *const aliases[] = { "alias vfio_pci:* ..",
	"alias vfio_pci:* ../../etc", "alias vfio_pci:*", "alias vfio_pci:* a\nb",
	"alias vfio_pci:", "alias", "alias vfio_pci:* " LONG LONG LONG LONG };

static const struct kind kinds[] = {
	BOTH("error EBUSY"),
	BOTH("error EAGAIN"),
	BOTH("error EPERM"),
	KERNEL("getlink", DOOR_GETLINK, "error EINVAL"),
	KERNEL("getlink", DOOR_GETLINK, "error EADDRNOTAVAIL"),
	REFUSE("error EINVAL"),
	REFUSE("error EADDRNOTAVAIL"),
	KERNEL("getlink", DOOR_GETLINK, "error EOPNOTSUPP"),
	REFUSE("error EOPNOTSUPP"),
	BOTH("error ENODEV"),
	BOTH("error ENOMEM"),
	BOTH("error EIO"),
	BOTH("lost"),
	BOTH("late 1500"),
	BOTH("late 5000"),
	BOTH("foreign"),
	BOTH("overrun"),
	BOTH("cut"),
	KERNEL("getlink", DOOR_GETLINK, "no-vfs"),
	FAIL("a request ENOBUFS", 1u << DOOR_GETLINK | 1u << DOOR_SETLINK, ENOBUFS),
	FAIL("an answer ENOMEM", 1u << DOOR_RECEIVE, ENOMEM),
	FAIL("sysfs EIO", DOORS_OF_SYSFS, EIO),
	FAIL("sysfs EACCES", DOORS_OF_SYSFS, EACCES),
	FAIL("sysfs ENOMEM", DOORS_OF_SYSFS, ENOMEM),
	FAIL("a write EBUSY", 1u << DOOR_WRITE, EBUSY),
	FAIL("a write EAGAIN", 1u << DOOR_WRITE, EAGAIN),
	FAIL("a write EINVAL", 1u << DOOR_WRITE, EINVAL),
	FAIL("a write ENODEV", 1u << DOOR_WRITE, ENODEV),
	END("a write in vain", 1u << DOOR_WRITE, DOORS_IN_VAIN),
	FAIL("the state folder EIO", DOORS_OF_STATE, EIO),
	FAIL("the state folder EACCES", DOORS_OF_STATE, EACCES),
	FAIL("the state folder EROFS", DOORS_OF_STATE, EROFS),
	FAIL("a disk that is found full late",
		1u << DOOR_FILE_SYNC | 1u << DOOR_FILE_CLOSE | 1u << DOOR_FILE_RENAME,
		ENOSPC),
	STAY("a full disk", 1u << DOOR_FILE_WRITE, ENOSPC),
	END("a short write", 1u << DOOR_FILE_WRITE, DOORS_SHORT),
	STAY("the host broken from then on", DOORS_OF_HOST, EIO),
	STAY("all broken from then on", DOORS_ALL, EIO),
	END("SIGKILL before", DOORS_ALL, DOORS_DIE_BEFORE),
	END("SIGKILL behind", DOORS_ALL, DOORS_DIE_BEHIND),
	MEANWHILE("the VFs gone", take_vfs, give_vfs),
	MEANWHILE("the state folder gone", lose_folder, NULL),
	/* Some PFs set nothing while they are down: what cannot be undone then is told. */
	{ .name = "the PF down",
		.where = OF_DOORS,
		.doors = DOORS_ALL,
		.end = DOORS_MEANWHILE,
		.stays = true,
		.happen = put_down,
		.mend = put_up },
	LIE("a lie of a link", DOOR_LINK, links),
	LIE("a lie of a name", DOOR_LIST, names),
	LIE("a lie of a text", DOOR_READ, texts),
	LIE("a lie of an alias", DOOR_ALIASES, aliases),
	{ .name = "a lie of an answer",
		.where = OF_DOORS,
		.doors = 1u << DOOR_RECEIVE,
		.end = DOORS_LIE,
		.lies = 60 },
	{ .name = "memory", .where = OF_MEMORY },
	{ .name = "memory from then on", .where = OF_MEMORY, .stays = true },
};

static const struct start starts[] = {
	{ .name = "as its driver has it" },
	{ .name = "given MAC and VLAN", .given = true },
	{ .name = "for a guest without a VLAN", .given = true, .plain = true },
	{ .name = "a guest's", .vfio = true, .given = true },
	{ .name = "one of two", .given = true, .pair = true },
};

static void complain(struct sweep *sweep, const char *what)
{
	sweep->complaints++;
	if (sweep->of_kind++ >= COMPLAINTS_MAX)
		return;
	printf("# %s, %s, %s, %s %s, number %u: %s (%s: %s)\n", sweep->temper_name,
		sweep->start->name, sweep->restoring ? "restore" : "prepare",
		sweep->kind->name, sweep->kind->fault ? sweep->kind->fault : "",
		sweep->at, what, nhd_error_class_name(sweep->error.error_class),
		sweep->error.message);
}

/* A field that a PF's driver does not let be again. */
static const struct loss {
	const char *attribute; /* of the first <admin> */
	size_t refused;        /* the errno in the temper with which that is refused */
	const char *told;
	bool unknown; /* where the PF tells nothing of its VFs */
} losses[] = {
	{ " mac='", offsetof(struct temper, zero_mac), "the admin MAC", true },
	{ " mac='", offsetof(struct temper, bound_error), "the admin MAC", false },
	{ " vlan='", offsetof(struct temper, zero_vlan), "VLAN", false },
	{ " qos='", offsetof(struct temper, zero_vlan), "VLAN", false },
};

/* The place and the length of the value in an <admin>, the first one or the next. */
static char *find_field(
	char *document, unsigned int vf, const char *attribute, size_t *length)
{
	char *field = strstr(document, "<admin");

	if (field && vf)
		field = strstr(field + 1, "<admin");
	field = field ? strstr(field, attribute) : NULL;
	if (!field)
		return NULL;
	field += strlen(attribute);
	*length = strcspn(field, "'");
	return field;
}

static bool is_forgiven(const struct sweep *sweep, const struct loss *loss)
{
	bool lost = sweep->kind->refuses || (loss->unknown && !sweep->temper.tells_vfs) ||
		    *(const int *)((const char *)&sweep->temper + loss->refused);

	return lost &&
	       (sweep->untold || strstr(buffer_text(&sweep->told), loss->told) != NULL);
}

/* Puts what is otherwise now, and is forgiven, into what is expected. */
static void forgive(const struct loss *loss, unsigned int vf, char **expected, char *now)
{
	size_t length, other_length;
	char *field = find_field(*expected, vf, loss->attribute, &length);
	char *other = find_field(now, vf, loss->attribute, &other_length);
	char *copy;

	if (!field || !other)
		return;
	copy = memory_format("%.*s%.*s%s", (int)(field - *expected), *expected,
		(int)other_length, other, field + length);
	free(*expected);
	*expected = copy;
}

static void forgive_all(const struct sweep *sweep, char **expected, char *now)
{
	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		if (!is_forgiven(sweep, &losses[i]))
			continue;
		forgive(&losses[i], 0, expected, now);
		if (sweep->start->pair)
			forgive(&losses[i], 1, expected, now);
	}
}

/* Nothing but the VF is compared where all were gone meanwhile. */
static void keep_vf(char *document)
{
	char *begin = strstr(document, "<vf address='" VF "'");
	char *end = begin ? strstr(begin, "</vf>") : NULL;

	if (!end)
		return;
	*end = '\0';
	memmove(document, begin, strlen(begin) + 1);
}

/* A netdev gets the first name that is free: those of two VFs are no one's own. */
static void drop_names(char *document)
{
	char *name = strstr(document, "<vf ");

	while (name && (name = strstr(name, "<netdev name='"))) {
		name += strlen("<netdev name='");
		memmove(name, strchr(name, '\''), strlen(strchr(name, '\'')) + 1);
	}
}

static bool machine_is(struct sweep *sweep, const char *document)
{
	char *expected = memory_copy(document), *now = show(sweep);
	bool same;

	if (sweep->gone) {
		keep_vf(expected);
		keep_vf(now);
	}
	if (sweep->gone || sweep->start->pair) {
		drop_names(expected);
		drop_names(now);
	}
	if (strcmp(expected, now) != 0)
		forgive_all(sweep, &expected, now);
	same = !strcmp(expected, now);
	free(expected);
	free(now);
	return same;
}

static size_t files_left(const struct sweep *sweep)
{
	return empty_folder(sweep->folder, false);
}

static int open_host(struct sweep *sweep, nhd_host **host)
{
	int result;

	sweep->error = (struct nhd_error)NHD_ERROR_INIT;
	result = nhd_host_open(host, sweep->folder, &sweep->error);
	if (!result)
		doors_install(*host);
	return result;
}

static void note_vf(void *context, const char *address, const struct nhd_error *error)
{
	buffer_format(
		context, "%s %s; ", address, error ? error->message : "is as it was");
}

static int prepare(struct sweep *sweep, nhd_host *host)
{
	static const struct nhd_prepare_options options = {
		.guest_uuid = "4dea22b3-1d52-d8f3-2516-782e98ab3fa0",
		.host_uuid = "c7a5fdb2-cdaf-9455-926a-d65c16db1809",
	};

	if (sweep->start->pair)
		return nhd_prepare_domain(host, sweep->domain, &options, &sweep->error);
	return nhd_prepare(host, sweep->interface, &options, &sweep->error);
}

static int restore(struct sweep *sweep, nhd_host *host)
{
	sweep->restored = NHD_RESTORED_NOTHING;
	if (sweep->start->pair)
		return nhd_restore_domain(
			host, sweep->domain, note_vf, &sweep->told, &sweep->error);
	return nhd_restore(host, sweep->interface, &sweep->restored, &sweep->error);
}

static int run_verb(struct sweep *sweep, bool restoring)
{
	nhd_host *host;
	int result = open_host(sweep, &host);

	if (result < 0)
		return result;
	result = restoring ? restore(sweep, host) : prepare(sweep, host);
	buffer_format(&sweep->told, "%s; ", sweep->error.message);
	nhd_host_free(host);
	return result;
}

static int recover(struct sweep *sweep)
{
	nhd_host *host;
	int result = open_host(sweep, &host);

	if (result < 0)
		return result;
	result = nhd_recover(host, note_vf, &sweep->told, &sweep->error);
	nhd_host_free(host);
	return result;
}

static bool load(struct sweep *sweep)
{
	buffer_clear(&sweep->told);
	empty_folder(sweep->folder, true);
	sweep->gone = sweep->untold = false;
	return !ask(sweep, WIRE_TEMPER, NULL, 0, buffer_text(&sweep->temper_text)) &&
	       !ask(sweep, WIRE_LOAD, NULL, 1, buffer_text(&sweep->document));
}

static void happen_meanwhile(void *context)
{
	struct sweep *sweep = context;

	sweep->kind->happen(sweep);
}

/* At each call there is a number of lies. */
static unsigned int call_of(const struct sweep *sweep)
{
	return sweep->kind->lies ? (sweep->at - 1) / sweep->kind->lies + 1 : sweep->at;
}

static unsigned int lie_of(const struct sweep *sweep)
{
	return (sweep->at - 1) % sweep->kind->lies;
}

/* Of the message that the datagram begins with, a field of its head; then the other bytes. */
static int spoil(void *context, unsigned char *datagram, int length)
{
	const struct sweep *sweep = context;
	struct nlmsghdr head;
	unsigned int lie = lie_of(sweep);
	const uint32_t lengths[] = { 0, 1, 15, 16, 17, 32, (uint32_t)length - 4,
		(uint32_t)length + 4, UINT32_MAX };
	const uint16_t types[] = { NLMSG_NOOP, NLMSG_ERROR, NLMSG_DONE, RTM_NEWLINK,
		RTM_DELLINK, UINT16_MAX };
	const unsigned int LENGTHS = sizeof(lengths) / sizeof(lengths[0]);
	const unsigned int TYPES = sizeof(types) / sizeof(types[0]);

	if (length < (int)sizeof(head))
		return length;
	memcpy(&head, datagram, sizeof(head));
	if (lie < LENGTHS)
		head.nlmsg_len = lengths[lie];
	else if (lie < LENGTHS + TYPES)
		head.nlmsg_type = types[lie - LENGTHS];
	else if (lie == LENGTHS + TYPES)
		length /= 2;
	else if (lie == LENGTHS + TYPES + 1)
		length = 1;
	else if (lie == LENGTHS + TYPES + 2)
		head.nlmsg_flags |= NLM_F_ACK_TLVS;
	else
		datagram[sizeof(head) + (lie - LENGTHS - TYPES - 3) *
						((unsigned int)length - sizeof(head)) /
						42] ^= 0xff;
	memcpy(datagram, &head, length < (int)sizeof(head) ? 1 : sizeof(head));
	return length;
}

/* Something goes wrong at call number at from now on. */
static void arm(struct sweep *sweep)
{
	const struct kind *kind = sweep->kind;
	const struct doors_plan plan = {
		.watched = kind->doors,
		.at = call_of(sweep),
		.lie = kind->texts ? kind->texts[lie_of(sweep)] : NULL,
		.spoil = spoil,
		.end = kind->end,
		.failure = kind->failure,
		.stays = kind->stays,
		.meanwhile = happen_meanwhile,
		.context = sweep,
	};
	char *line;

	if (kind->where == OF_KERNEL) {
		line = memory_format("%s %u %s", kind->name, sweep->at, kind->fault);
		if (ask(sweep, WIRE_FAULT, NULL, 0, line))
			complain(sweep, "no such fault");
		free(line);
	}
	doors_plan(&plan);
	if (kind->where == OF_MEMORY)
		memory_fail(sweep->at, kind->stays);
}

/* Returns whether it came to that. */
static bool disarm(struct sweep *sweep)
{
	static const struct doors_plan quiet = { .end = DOORS_QUIET };
	bool came = sweep->kind->where == OF_MEMORY ? memory_has_failed()
						    : doors_calls() >= call_of(sweep);

	memory_fail(0, false);
	if (doors_trespass())
		complain(sweep, doors_trespass());
	doors_plan(&quiet);
	return came;
}

/* The verb in a process of its own, which is killed there. Returns whether it was. */
static bool die(struct sweep *sweep)
{
	pid_t child = fork();
	int status = 0;

	if (child < 0)
		exit(99);
	if (!child) {
		arm(sweep);
		run_verb(sweep, sweep->restoring);
		_exit(0);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static bool dies(const struct kind *kind)
{
	return kind->end == DOORS_DIE_BEFORE || kind->end == DOORS_DIE_BEHIND;
}

/* What is prepared can be restored, and all is as it was before. */
static void end_prepared(struct sweep *sweep)
{
	if (run_verb(sweep, true) < 0)
		complain(sweep, "it cannot be restored");
	else if (!machine_is(sweep, sweep->before))
		complain(sweep, "restored, it is not as it was");
	else if (files_left(sweep))
		complain(sweep, "restored, there are files left");
}

/* Of two one may be back already: they are restored each for itself. */
static bool is_prepared(struct sweep *sweep)
{
	return machine_is(sweep, sweep->prepared) ||
	       (sweep->restoring && sweep->start->pair);
}

/*
 * Half way there is nothing: all was done, or none of it. A restore that was through, and
 * was killed before it could say so, leaves nobody to tell what was lost.
 */
static void check_dead(struct sweep *sweep)
{
	sweep->untold = dies(sweep->kind) && sweep->restoring && !files_left(sweep);
	if (recover(sweep) < 0) {
		complain(sweep, "it cannot be recovered");
	} else if (files_left(sweep)) {
		if (!is_prepared(sweep))
			complain(
				sweep, "recovered, it is neither prepared nor as it was");
		end_prepared(sweep);
	} else if (!machine_is(sweep, sweep->before)) {
		complain(sweep, "recovered, it is not as it was");
	}
}

static bool is_told(const struct sweep *sweep)
{
	return sweep->error.error_class != NHD_ERROR_NONE && *sweep->error.message;
}

/* The VFs were gone, and are there again with other settings: what is saved is put back. */
static void check_gone(struct sweep *sweep)
{
	if (!files_left(sweep))
		return;
	if (recover(sweep) < 0)
		complain(sweep, "it cannot be recovered");
	else if (files_left(sweep))
		end_prepared(sweep);
	else if (!machine_is(sweep, sweep->before))
		complain(sweep, "recovered, it is not as it was");
}

/* All was broken to the end: what could not be put back is told, and kept in mind. */
static void check_broken(struct sweep *sweep)
{
	if (!sweep->restoring && !machine_is(sweep, sweep->before) &&
		!strstr(sweep->error.message, "not as it was"))
		complain(sweep, "it is not told that it is not as it was");
	check_dead(sweep);
}

static bool is_of_state(const struct kind *kind)
{
	return kind->where == OF_DOORS && kind->doors & DOORS_OF_STATE;
}

static void check_failed_prepare(struct sweep *sweep)
{
	if (!machine_is(sweep, sweep->before))
		complain(sweep, "it failed, and is not as it was");
	if (files_left(sweep))
		complain(sweep, "it failed, and there are files left");
}

/* A restore that fails at the very end, at removing what was saved, has done its work. */
static void check_failed_restore(struct sweep *sweep)
{
	if (is_of_state(sweep->kind) && machine_is(sweep, sweep->before))
		check_dead(sweep);
	else if (!is_prepared(sweep))
		complain(sweep, "it failed, and is not as it was");
	else if (sweep->kind->happen == lose_folder)
		return;
	else if (!files_left(sweep))
		complain(sweep, "it failed, and what was saved is gone");
	else
		end_prepared(sweep);
}

static void check_failed(struct sweep *sweep)
{
	if (!is_told(sweep))
		complain(sweep, "it fails without an error");
	/* Where no preparing succeeds, what goes wrong besides does so on the way back. */
	if (sweep->kind->stays || !sweep->can_prepare)
		check_broken(sweep);
	else if (sweep->restoring)
		check_failed_restore(sweep);
	else
		check_failed_prepare(sweep);
}

/* What was saved may have gone before it was looked for. */
static void check_restored(struct sweep *sweep)
{
	bool nothing = sweep->restored == NHD_RESTORED_NOTHING &&
		       sweep->kind->happen == lose_folder;

	if (nothing ? !is_prepared(sweep) : !machine_is(sweep, sweep->before))
		complain(sweep, "restored, it is not as it was");
	if (files_left(sweep))
		complain(sweep, "restored, there are files left");
}

static void check_prepared(struct sweep *sweep)
{
	if (!machine_is(sweep, sweep->prepared))
		complain(sweep, "prepared, it is not as it should be");
	if (sweep->kind->happen != lose_folder)
		end_prepared(sweep);
}

/* All but the VF itself is as it was. */
static void take_vf(char *document)
{
	char *begin = strstr(document, "<vf address='" VF "'");
	char *end = begin ? strstr(begin, "</vf>") : NULL;

	if (end)
		memmove(begin, end, strlen(end) + 1);
}

/*
 * A kernel that lies may have a VF set otherwise than it should be; but an error is told, and
 * nothing else is touched.
 */
static void check_lied(struct sweep *sweep, int result)
{
	char *expected = memory_copy(sweep->before), *now = show(sweep);

	if (result < 0 && !is_told(sweep))
		complain(sweep, "it fails without an error");
	take_vf(expected);
	take_vf(now);
	if (strcmp(expected, now) != 0)
		complain(sweep, "another device is touched");
	free(expected);
	free(now);
}

/* Returns whether there was a call of that number. */
static bool try_point(struct sweep *sweep)
{
	size_t blocks;
	bool came;
	int result = 0;

	if (!load(sweep) || (sweep->restoring && run_verb(sweep, false) < 0)) {
		complain(sweep, "it cannot be set up");
		return false;
	}
	if (dies(sweep->kind)) {
		came = die(sweep);
	} else {
		arm(sweep);
		blocks = memory_blocks();
		result = run_verb(sweep, sweep->restoring);
		if (memory_blocks() != blocks)
			complain(sweep, "memory is not given back");
		came = disarm(sweep);
	}
	if (!came)
		return false;
	if (sweep->kind->mend)
		sweep->kind->mend(sweep);
	if (sweep->kind->end == DOORS_LIE)
		check_lied(sweep, result);
	else if (dies(sweep->kind))
		check_dead(sweep);
	else if (sweep->gone)
		check_gone(sweep);
	else if (result < 0)
		check_failed(sweep);
	else if (sweep->restoring)
		check_restored(sweep);
	else
		check_prepared(sweep);
	if (ask(sweep, WIRE_CHECK, NULL, 0, ""))
		complain(sweep, buffer_text(&sweep->answer));
	return true;
}

static void sweep_kind(struct sweep *sweep, const struct kind *kind)
{
	unsigned long complaints;

	sweep->kind = kind;
	sweep->of_kind = 0;
	for (sweep->at = 1 + sweep->seed++ % sweep->every;; sweep->at += sweep->every) {
		complaints = sweep->complaints;
		if (!try_point(sweep))
			break;
		sweep->points++;
		sweep->survived += sweep->complaints == complaints;
	}
	if (sweep->complaints > complaints)
		sweep->points++;
}

/* What is told of one VF alone says nothing of two. */
static bool is_for_pairs(const struct kind *kind)
{
	return kind->happen != take_vfs && kind->end != DOORS_LIE;
}

static void sweep_verb(struct sweep *sweep, bool restoring)
{
	sweep->restoring = restoring;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!fnmatch(sweep->kinds, kinds[i].name, 0) &&
			(!sweep->start->pair || is_for_pairs(&kinds[i])))
			sweep_kind(sweep, &kinds[i]);
}

/* What the PF holds it has from the driver where the document is silent. */
static void add_vf(struct buffer *text, const struct temper *temper, unsigned int vf,
	bool vfio, bool given)
{
	buffer_format(text, "<vf address='0000:01:10.%u' index='%u'", 2 * vf, vf);
	if (vfio)
		buffer_add_text(text, " driver='vfio-pci' driver-override='vfio-pci'>");
	else if (*temper->vf_driver)
		buffer_format(text, " driver='%s'>", temper->vf_driver);
	else
		buffer_add_text(text, ">");
	if (!vfio && *temper->vf_driver && temper->vf_has_netdev)
		buffer_format(text, "<netdev name='eth%u' mac='02:00:00:00:01:0%u'/>",
			vf + 1, vf);
	if (given)
		buffer_format(text,
			"<admin mac='02:00:00:00:02:0%u' vlan='%u' qos='%u'/>", vf,
			temper->has_vlan ? 7 : 0, temper->has_vlan ? 3 : 0);
	buffer_add_text(text, "</vf>");
}

static void describe(struct sweep *sweep)
{
	struct buffer *text = &sweep->document;

	buffer_clear(text);
	buffer_add_text(text, "<host><pf address='0000:01:00.0'><netdev name='eth0' "
			      "mac='52:54:00:00:00:01' up='yes'/>");
	add_vf(text, &sweep->temper, 0, sweep->start->vfio, sweep->start->given);
	add_vf(text, &sweep->temper, 1, false, true);
	buffer_add_text(text, "</pf></host>");
}

/* The VF alone, or both as a domain's. */
static char *guest_text(const struct sweep *sweep, unsigned int vf)
{
	return memory_format("<interface type='hostdev' managed='%s'><mac "
			     "address='52:54:00:12:34:5%u'/>"
			     "<source><address type='pci' domain='0' bus='1' slot='0x10' "
			     "function='%u'/>"
			     "</source>%s</interface>",
		sweep->start->vfio ? "no" : "yes", vf, 2 * vf,
		sweep->temper.has_port ? "<virtualport type='802.1Qbh'><parameters "
					 "profileid='finance'/></virtualport>"
		: sweep->start->plain  ? ""
				       : "<vlan><tag id='42'/></vlan>");
}

static void read_guest(struct sweep *sweep)
{
	char *one = guest_text(sweep, 0), *other = guest_text(sweep, 1);
	char *both = memory_format(
		"<domain type='kvm'><name>guest</name><memory>65536</memory><os><type>hvm"
		"</type></os><devices>%s%s</devices></domain>",
		one, other);

	if (nhd_read_interface(sweep->reader, one, strlen(one), &sweep->interface,
		    &sweep->error) < 0 ||
		nhd_read_domain(sweep->reader, both, strlen(both), &sweep->domain,
			&sweep->error) < 0)
		exit(99);
	free(one);
	free(other);
	free(both);
}

/* What the machine is before, prepared, and restored, where nothing goes wrong. */
static bool begin(struct sweep *sweep)
{
	static const struct kind nothing = { .name = "nothing" };

	sweep->kind = &nothing;
	sweep->of_kind = 0;
	sweep->restoring = false;
	describe(sweep);
	if (!load(sweep)) {
		printf("# %s, %s: there is no such machine (%s)\n", sweep->temper_name,
			sweep->start->name, buffer_text(&sweep->answer));
		return false;
	}
	read_guest(sweep);
	sweep->before = show(sweep);
	sweep->can_prepare = !run_verb(sweep, false);
	sweep->prepared = show(sweep);
	if (sweep->can_prepare) {
		end_prepared(sweep);
		return true;
	}
	printf("# %s, %s: refused (%s)\n", sweep->temper_name, sweep->start->name,
		sweep->error.message);
	if (!machine_is(sweep, sweep->before))
		complain(sweep, "refused, it is not as it was");
	return true;
}

static void end(struct sweep *sweep)
{
	nhd_interface_free(sweep->interface);
	nhd_domain_free(sweep->domain);
	free(sweep->before);
	free(sweep->prepared);
}

/* name is that of a file, or "-" for igb. */
static void read_temper(struct sweep *sweep, const char *name)
{
	struct buffer why = { 0 };

	buffer_clear(&sweep->temper_text);
	temper_init(&sweep->temper);
	sweep->temper_name = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
	if (strcmp(name, "-") != 0 &&
		(buffer_read_file(&sweep->temper_text, name, WIRE_DATA_MAX) ||
			temper_read(
				&sweep->temper, buffer_text(&sweep->temper_text), &why)))
		exit(99);
	buffer_free(&why);
}

static void sweep_temper(struct sweep *sweep, const char *name)
{
	unsigned long points = sweep->points, survived = sweep->survived;

	read_temper(sweep, name);
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		sweep->start = &starts[i];
		if (!begin(sweep))
			continue;
		sweep_verb(sweep, false);
		if (sweep->can_prepare)
			sweep_verb(sweep, true);
		end(sweep);
	}
	printf("# %s: %lu points, %lu survived\n", sweep->temper_name,
		sweep->points - points, sweep->survived - survived);
}

/* libnl's own allocations are in its library; what the backend asks of it can fail here. */
struct nl_msg *__real_nlmsg_alloc_simple(int type, int flags);
struct nl_msg *__wrap_nlmsg_alloc_simple(int type, int flags);

struct nl_msg *__wrap_nlmsg_alloc_simple(int type, int flags)
{
	char *block = malloc(1);

	if (!block)
		return NULL;
	free(block);
	return __real_nlmsg_alloc_simple(type, flags);
}

int main(int argc, char **argv)
{
	struct sweep sweep = { .error = NHD_ERROR_INIT };
	const char *path = getenv("NHD_SIM_SOCKET");

	if (argc < 6 || !path)
		return 99;
	memory_install();
	json_set_alloc_funcs(malloc, free);
	sweep.folder = memory_format("%s/state", argv[1]);
	sweep.every = (unsigned int)strtoul(argv[2], NULL, 10);
	sweep.seed = (unsigned int)strtoul(argv[3], NULL, 10);
	sweep.kinds = argv[4];
	/* While allocations are made to fail, this one must not need any. */
	buffer_room(&sweep.told, TOLD_SIZE);
	sweep.socket = wire_connect(path);
	if (!sweep.every || sweep.socket < 0 ||
		nhd_reader_new(&sweep.reader, NHD_DRIVER_GENERIC, NULL) < 0)
		return 99;
	for (int i = 5; i < argc; i++)
		sweep_temper(&sweep, argv[i]);
	printf("# %lu points, %lu survived\n", sweep.points, sweep.survived);
	nhd_reader_free(sweep.reader);
	buffer_free(&sweep.temper_text);
	buffer_free(&sweep.document);
	buffer_free(&sweep.answer);
	buffer_free(&sweep.told);
	free(sweep.folder);
	close(sweep.socket);
	return sweep.points == sweep.survived && !sweep.complaints ? 0 : 1;
}
