/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libnethostdev: reads, writes and carries out libvirt's <interface type='hostdev'>.
 *
 * This header is the whole of the library. Every type in it is opaque or sized, so that a
 * new attribute of the interface never changes the binary interface.
 *
 * Conventions:
 *  - a function that can fail returns 0, or a negative errno value, and then fills the
 *    caller's struct nhd_error, which may be NULL;
 *  - a pointer handed out through a ** argument is the caller's, to be freed with the
 *    function named beside it; on failure it is set to NULL;
 *  - nothing prints, nothing starts a process, and there are no globals: distinct objects
 *    may be used from distinct threads at once.
 */
#ifndef NETHOSTDEV_H
#define NETHOSTDEV_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The classes that an error can have: a closed list, which the fixtures and the protocol
 * of the conformance suite share. The second column is the name that is printed.
 */
#define NHD_ERROR_CLASSES(X)                                                             \
	X(NHD_ERROR_NOT_WELL_FORMED, "not-well-formed")       /* not XML at all */       \
	X(NHD_ERROR_XML, "xml-error")                         /* a rule of the format */ \
	X(NHD_ERROR_CONFIG_UNSUPPORTED, "config-unsupported") /* known, not supported */ \
	X(NHD_ERROR_INTERNAL, "internal-error")               /* libvirt's catch-all */  \
	X(NHD_ERROR_OPERATION_INVALID, "operation-invalid")   /* not in this state */    \
	X(NHD_ERROR_OPERATION_UNSUPPORTED, "operation-unsupported")                      \
	X(NHD_ERROR_INVALID_ARGUMENT, "invalid-argument") /* a caller's mistake */       \
	X(NHD_ERROR_NO_DEVICE, "no-device")               /* no such host device */      \
	X(NHD_ERROR_SYSTEM, "system-error")               /* the kernel said no */       \
	X(NHD_ERROR_TIMED_OUT, "timed-out")               /* no answer in time */        \
	X(NHD_ERROR_LIMIT_EXCEEDED, "limit-exceeded")     /* a bound of ours */          \
	X(NHD_ERROR_NO_MEMORY, "no-memory")

enum nhd_error_class {
	NHD_ERROR_NONE,
#define NHD_ERROR_ENUM(name, text) name,
	NHD_ERROR_CLASSES(NHD_ERROR_ENUM)
#undef NHD_ERROR_ENUM
};

/*
 * What went wrong, owned by the caller. Initialise with NHD_ERROR_INIT; size lets a later
 * library add fields without writing past an older caller's struct. A function that succeeds
 * leaves it as it was.
 */
struct nhd_error {
	size_t size; /* what lies beyond it is not touched */
	enum nhd_error_class error_class;
	int error_number; /* errno value, as the kernel gave it; 0 where none applies */
	/* In the document, from 1; 0 where none applies. A value that has a reference or a
	 * line end in it is told at its start tag. */
	unsigned int line;
	unsigned int column; /* in bytes of UTF-8, from 1; 0 where unknown */
	char path[160];    /* where in the document, as an XPath; "" where none applies */
	char message[352]; /* one sentence, without a newline */
};

#define NHD_ERROR_INIT                                                                   \
	{                                                                                \
		sizeof(struct nhd_error), NHD_ERROR_NONE, 0, 0, 0, "", ""                \
	}

/* The printed name of a class, such as "xml-error"; "none" for NHD_ERROR_NONE. Since 0.1. */
const char *nhd_error_class_name(enum nhd_error_class error_class);

/* One <interface type='hostdev'>. Free with nhd_interface_free(). */
typedef struct nhd_interface nhd_interface;

/* One <network> that is a pool of VFs. Free with nhd_network_free(). */
typedef struct nhd_network nhd_network;

/* Of a <domain>, the hostdev interfaces. Free with nhd_domain_free(). */
typedef struct nhd_domain nhd_domain;

/*
 * A parser, which keeps its buffers from document to document; not to be shared between
 * threads. Free with nhd_reader_free().
 */
typedef struct nhd_reader nhd_reader;

/* Whose rules a document is held to, beyond those of the format itself. */
enum nhd_driver {
	NHD_DRIVER_GENERIC, /* libvirt's parser and the validation that every driver has */
	NHD_DRIVER_QEMU,    /* and what libvirt's qemu driver refuses on top */
};

/* Of which guest a document is, and so what of it is read and written. */
enum nhd_form {
	NHD_FORM_INACTIVE, /* of none that runs: what a user has said */
	NHD_FORM_LIVE,     /* of a running one: also what libvirt has made of that */
};

/*
 * The longest document that is read, in bytes; 65536 of one in another encoding than UTF-8.
 * Beyond that: 65536 bytes for a value, 128 attributes for an element, 64 namespaces at a
 * place, 4096 devices or portgroups, 65536 of whatever else comes in lists, 10000 names,
 * 10000 prefixes that are bound to nothing, 8 MiB for all that is kept. libxml2 has bounds
 * of its own, and what is beyond them is not well-formed to it: 256 levels of elements,
 * 50000 bytes for a name, 10 million for an unknown attribute, a comment or a run of blanks.
 */
#define NHD_DOCUMENT_MAX (16u * 1024 * 1024)

/*
 * Makes a reader for the rules of driver.
 * Errors: -EINVAL (no such driver), -ENOMEM; *reader is NULL then. Since 0.1.
 */
int nhd_reader_new(nhd_reader **reader, enum nhd_driver driver, struct nhd_error *error);
void nhd_reader_free(nhd_reader *reader);

/*
 * Sets the form of the documents that reader is given from now on; a new one expects
 * NHD_FORM_INACTIVE. In NHD_FORM_LIVE names are kept that libvirt gave (an alias, a target),
 * and an interface of type network whose <actual>, as in libvirt's status files, is of type
 * hostdev becomes one of type hostdev, with what its network gave it. What was read so is
 * written so. Since 0.1.
 */
void nhd_reader_set_form(nhd_reader *reader, enum nhd_form form);

/*
 * Reads one document whose root is <interface type='hostdev'>: text, of length bytes, in
 * UTF-8, UTF-16, ISO-8859-1 or ASCII, with a NUL byte behind it (so that it can be read in
 * place). Nothing is fetched, no entity
 * beyond XML's own five is expanded, and a document type declaration is refused.
 * What libvirt invents where the document is silent (a MAC address, an interfaceid, an
 * instanceid) is drawn from the system's random numbers.
 *
 * Errors: -EINVAL with the class, the rule, line, column and path; -ENOTSUP where the
 * document is an interface of another type; -EFBIG beyond a bound; -ENOMEM; -EIO
 * (internal-error) without random numbers.
 * Since 0.1.
 */
int nhd_read_interface(nhd_reader *reader, const char *text, size_t length,
	nhd_interface **interface, struct nhd_error *error);

/*
 * Reads one <interface type='network'>, whose <source> names a network instead of a device.
 * It becomes one of type hostdev once nhd_prepare_from_pool() has given it a VF, and is not
 * to be written before. As nhd_read_interface(). Since 0.1.
 */
int nhd_read_pool_interface(nhd_reader *reader, const char *text, size_t length,
	nhd_interface **interface, struct nhd_error *error);

/*
 * Writes the canonical form, byte for byte as libvirt 11.3.0 prints it in a domain, inactive
 * or live as it was read, from column 0 and with a final newline. *text ends in NUL, which
 * *length does not count; free it with nhd_text_free().
 * Errors: -ENOMEM. Since 0.1.
 */
int nhd_write_interface(const nhd_interface *interface, char **text, size_t *length,
	struct nhd_error *error);
void nhd_text_free(char *text);

void nhd_interface_free(nhd_interface *interface);

/*
 * Reads one <network> with forward mode hostdev: a pool of VFs. As nhd_read_interface();
 * -ENOTSUP where the network is of another mode. Its DNS, IP addresses and routes are not
 * looked at. Since 0.1.
 */
int nhd_read_network(nhd_reader *reader, const char *text, size_t length,
	nhd_network **network, struct nhd_error *error);

/*
 * Writes the canonical form, as libvirt 11.3.0 prints it, of what a pool has: name, forward,
 * vlan, bandwidth, virtualport and portgroups. As nhd_write_interface(). Since 0.1.
 */
int nhd_write_network(
	const nhd_network *network, char **text, size_t *length, struct nhd_error *error);

void nhd_network_free(nhd_network *network);

/*
 * Reads the hostdev interfaces of a <domain>, and of its other devices what no two of them
 * may claim at once: sources, boot orders, aliases, guest addresses. What else is in the
 * domain is not looked at, but for its uuid. As nhd_read_interface(). Since 0.1.
 */
int nhd_read_domain(nhd_reader *reader, const char *text, size_t length,
	nhd_domain **domain, struct nhd_error *error);

/*
 * How many interfaces of type network a domain has, which nhd_prepare_domain() passes over: it
 * is nhd_prepare_from_pool() that takes them, one by one. Since 0.1.
 */
size_t nhd_domain_pool_interfaces(const nhd_domain *domain);

/*
 * Writes <devices> with the hostdev interfaces alone, in their order. As
 * nhd_write_interface(). Since 0.1.
 */
int nhd_write_domain(
	const nhd_domain *domain, char **text, size_t *length, struct nhd_error *error);

void nhd_domain_free(nhd_domain *domain);

/* A machine: its sysfs, its rtnetlink socket, its state folder and its clock. */
typedef struct nhd_host nhd_host;

/*
 * Opens this machine. state_dir is where the originals of prepared VFs are kept; it is made
 * (mode 0700) when first needed. NULL stands for NHD_STATE_DIR.
 * Errors: -ENOMEM, or what opening sysfs or a netlink socket gives. Free with
 * nhd_host_free(). Since 0.1.
 */
#define NHD_STATE_DIR "/run/nethostdev"
int nhd_host_open(nhd_host **host, const char *state_dir, struct nhd_error *error);
void nhd_host_free(nhd_host *host);

/*
 * Called with each setting of a VF that would be changed, such as "VLAN" from "none" to
 * "42, priority 0": the address of the device, and texts to be read by people. A MAC that the
 * document has not is told as "one drawn at random", for each reading draws another. A value
 * other than 0 ends it, and is returned.
 */
typedef int (*nhd_plan_visitor)(void *context, const char *address, const char *setting,
	const char *from, const char *to);

/* Initialise with { 0 }. */
struct nhd_prepare_options {
	/*
	 * What a port profile (802.1Qbh) is associated for: UUIDs such as
	 * "4dea22b3-1d52-d8f3-2516-782e98ab3fa0", NULL where unknown.
	 */
	const char *guest_uuid;
	const char *host_uuid;
	/* Unless NULL: nothing is changed, and it is told what would be. */
	nhd_plan_visitor plan;
	void *context; /* handed to plan */
};

/*
 * Makes the VF that interface names ready for a guest: saves what it is now, binds it to
 * vfio-pci if managed, sets MAC and VLAN through its PF, or MAC and port profile, waits up to
 * 10 s for the switch's answer, and reads all back. On failure the VF is as it was. options
 * may be NULL.
 *
 * Errors, all before anything is touched: -ENODEV no such device; -ENOTSUP
 * (config-unsupported) a source that is no SR-IOV VF, a vlan trunk, a virtualport of another
 * type than 802.1Qbh or one beside a VLAN; -EINVAL (invalid-argument) no UUIDs for it;
 * -EALREADY (operation-invalid) already prepared. Afterwards: the kernel's errno
 * (system-error), with the step in the message; -ETIMEDOUT (timed-out) where kernel or
 * switch did not answer. Since 0.1.
 */
int nhd_prepare(nhd_host *host, const nhd_interface *interface,
	const struct nhd_prepare_options *options, struct nhd_error *error);

/*
 * The same for all hostdev interfaces of a domain, or for none: on failure all VFs are as they
 * were. A PF is asked for its VFs once before and once afterwards, however many there are. The
 * guest's UUID is the domain's own where options have none.
 * Since 0.1.
 */
int nhd_prepare_domain(nhd_host *host, const nhd_domain *domain,
	const struct nhd_prepare_options *options, struct nhd_error *error);

/*
 * Makes a VF of a pool ready for the guest that interface is of: the first in the order of
 * the PF, or of the network's addresses, that no guest has. The interface becomes one of type
 * hostdev with that VF as its source. It has VLAN, port profile and what else a network can
 * give from itself, else from its portgroup, else from the network, as with libvirt
 * (networkAllocatePort).
 *
 * Errors: as nhd_prepare(), and -EINVAL (invalid-argument) where the interface is of another
 * network, (xml-error) where the virtualports contradict each other; -EBUSY (internal-error)
 * where no VF is free. After one, interface is good for nothing but to be freed. Since 0.1.
 */
int nhd_prepare_from_pool(nhd_host *host, nhd_interface *interface,
	const nhd_network *network, const struct nhd_prepare_options *options,
	struct nhd_error *error);

/* How a restore ended. */
enum nhd_restored {
	NHD_RESTORED_NOTHING, /* nothing is saved of the VF, which is no error */
	NHD_RESTORED_ALL,
	NHD_RESTORED_MOST, /* but for what the PF's driver does not let be again */
};

/*
 * Puts back what nhd_prepare() saved. *restored is set to an enum nhd_restored. With class
 * NHD_ERROR_NONE, error says what the VF was left with where that is NHD_RESTORED_MOST, and
 * where nothing was found if it is NHD_RESTORED_NOTHING.
 * Errors: as nhd_prepare(). Since 0.1.
 */
int nhd_restore(nhd_host *host, const nhd_interface *interface, int *restored,
	struct nhd_error *error);

/*
 * Called for each VF that was put back, or was to be: error is NULL where it is as it was
 * before it was prepared, has class NHD_ERROR_NONE where it is but for what it says, and else
 * says what stands in the way. address is "" where the interface names no PCI device.
 */
typedef void (*nhd_recovery_visitor)(
	void *context, const char *address, const struct nhd_error *error);

/*
 * Restores the VFs of all hostdev interfaces of a domain, each for itself: one that cannot be
 * restored does not keep the others waiting. Those that were never prepared are passed over.
 * visit may be NULL. Errors: that of the first VF that could not be restored. Since 0.1.
 */
int nhd_restore_domain(nhd_host *host, const nhd_domain *domain,
	nhd_recovery_visitor visit, void *context, struct nhd_error *error);

/*
 * Puts back every VF that a prepare or a restore left half way, because its process ended;
 * of a domain's VFs all, where it was not prepared to the end. VFs that are prepared stay so,
 * and one that another process works on is waited for. visit may be NULL; it is called, too,
 * for each prepared VF whose device is gone, with class NHD_ERROR_NO_DEVICE, and that is no
 * error.
 *
 * Errors: that of the first VF that could not be put back, the others having been seen to
 * (-ENODEV (no-device) one that is gone: what was saved of it is kept); that of a prepared one
 * that may belong to what is to be put back, and could not be looked at: nothing is put back
 * then; or what looking into the state folder gave. Since 0.1.
 */
int nhd_recover(nhd_host *host, nhd_recovery_visitor visit, void *context,
	struct nhd_error *error);

/*
 * Puts back what libvirt saved of a VF when it gave it to a guest, from a file of libvirt's
 * own, such as "/run/libvirt/hostdevmgr/eth0_vf3": netdev of the PF and number of the VF are
 * in its name. The file is only read. What it says is put back: admin MAC and VLAN, and the
 * VF's own MAC if it has a netdev. The driver stays what it is, and so do the priority of a
 * VLAN that is not another one, and whatever else libvirt does not save. On failure the VF is
 * as it was. Where the process is killed, nhd_recover() goes on to the end.
 *
 * *restored is set to NHD_RESTORED_ALL or NHD_RESTORED_MOST, as by nhd_restore().
 *
 * Errors, all before anything is touched: -EINVAL (invalid-argument) a name of another form,
 * (operation-invalid) a file that is none of libvirt's, that is longer than 4095 bytes, that
 * is not the caller's own or that others may write to; -ENODEV no such PF or VF; -EALREADY
 * (operation-invalid) a VF that nhd_prepare() has prepared; or what opening the file gave.
 * Afterwards as nhd_restore(). Since 0.1.
 */
int nhd_recover_libvirt(
	nhd_host *host, const char *path, int *restored, struct nhd_error *error);

/* In what form a machine is shown. */
enum nhd_show_form {
	NHD_SHOW_TABLE,    /* aligned columns, for people */
	NHD_SHOW_DOCUMENT, /* a host document, as the conformance suite has them */
	NHD_SHOW_JSON,     /* all there is */
};

/*
 * Shows the PFs of this machine that are network cards, with their VFs, or the one device at
 * address, such as "0000:01:10.0": that PF and its VFs, or that VF under its PF; NULL for all.
 * Nothing is changed, and no lock is waited for. Table and JSON have how far nhd_prepare() or
 * nhd_restore() has come with a VF; a phase of preparing or restoring is half way, if no
 * process is at it, and one is unknown to who may not look into the state folder. What a device has not is absent, and a byte that is no printable
 * character of ASCII is shown as a question mark. *text ends in NUL, which *length does not
 * count; free it with nhd_text_free().
 *
 * Errors: -EINVAL (invalid-argument) no such form, or what is no PCI address; -ENODEV no such
 * device; -ENOTSUP (config-unsupported) one that is neither PF nor VF; -ENOMEM; or what
 * sysfs, the kernel or the state folder gave, with the device in the message. Since 0.1.
 */
int nhd_show(nhd_host *host, const char *address, enum nhd_show_form form, char **text,
	size_t *length, struct nhd_error *error);

#ifdef __cplusplus
}
#endif

#endif
