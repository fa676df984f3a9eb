/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libvirt says of its last error in this thread, for an answer of the protocol. */
#ifndef NHD_ADAPTERS_LIBVIRT_ERRORS_H
#define NHD_ADAPTERS_LIBVIRT_ERRORS_H

/* The class; "rejected" where the protocol has none for the error's number. Static. */
const char *errors_last_class(void);

/* The message, of one line or more; libvirt's own, until its next error. */
const char *errors_last_message(void);

#endif
