# SPDX-License-Identifier: LGPL-2.1-or-later
# The VF backend: the model carried out on a host.

libnhd_la_SOURCES += \
	reference/vf/assign.c \
	reference/vf/driver.c reference/vf/driver.h \
	reference/vf/host.c reference/vf/host.h \
	reference/vf/linux.c reference/vf/linux.h \
	reference/vf/mac.h \
	reference/vf/rtnl.c reference/vf/rtnl.h \
	reference/vf/state.c reference/vf/state.h \
	reference/vf/sysfs.c reference/vf/sysfs.h \
	reference/vf/vfinfo.c reference/vf/vfinfo.h
