/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The closed choices of the interface; in each, zero stands for an absent attribute. */
#ifndef NHD_MODEL_CHOICE_H
#define NHD_MODEL_CHOICE_H

/* All that <interface type=''> can say; all but one are somebody else's. */
enum nhd_interface_type {
	NHD_INTERFACE_ABSENT,
	NHD_INTERFACE_HOSTDEV,
	NHD_INTERFACE_OTHER,
};

enum nhd_bool {
	NHD_BOOL_ABSENT,
	NHD_BOOL_YES,
	NHD_BOOL_NO,
};

enum nhd_switch {
	NHD_SWITCH_ABSENT,
	NHD_SWITCH_ON,
	NHD_SWITCH_OFF,
};

enum nhd_startup_policy {
	NHD_STARTUP_POLICY_ABSENT,
	NHD_STARTUP_POLICY_MANDATORY,
	NHD_STARTUP_POLICY_REQUISITE,
	NHD_STARTUP_POLICY_OPTIONAL,
};

enum nhd_guest_reset {
	NHD_GUEST_RESET_ABSENT,
	NHD_GUEST_RESET_OFF,
	NHD_GUEST_RESET_UNINITIALIZED,
	NHD_GUEST_RESET_ON,
};

enum nhd_mac_type {
	NHD_MAC_TYPE_ABSENT,
	NHD_MAC_TYPE_GENERATED,
	NHD_MAC_TYPE_STATIC,
};

enum nhd_native_mode {
	NHD_NATIVE_MODE_ABSENT,
	NHD_NATIVE_MODE_TAGGED,
	NHD_NATIVE_MODE_UNTAGGED,
};

enum nhd_virtualport_type {
	NHD_VIRTUALPORT_NONE,
	NHD_VIRTUALPORT_8021QBG,
	NHD_VIRTUALPORT_8021QBH,
	NHD_VIRTUALPORT_OPENVSWITCH,
	NHD_VIRTUALPORT_MIDONET,
};

#endif
