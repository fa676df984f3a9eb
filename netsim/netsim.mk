# SPDX-License-Identifier: LGPL-2.1-or-later
# The command nethostdev-netsim: a kernel with VFs for those who have none.

bin_SCRIPTS = nethostdev-netsim
nethostdev-netsim: netsim/nethostdev-netsim.in Makefile
	$(AM_V_GEN)$(SED) -e 's|@pkglibexecdir[@]|$(pkglibexecdir)|g' \
		$(srcdir)/netsim/nethostdev-netsim.in >$@.new && \
	chmod +x $@.new && mv $@.new $@
CLEANFILES += nethostdev-netsim nethostdev-netsim.new
EXTRA_DIST += netsim/nethostdev-netsim.in
dist_man_MANS += netsim/nethostdev-netsim.1

# Read by the command or run inside the machine; none is a command of its own.
dist_helpers_DATA += \
	build-aux/apt-private.sh \
	netsim/vm/guest \
	netsim/vm/init \
	netsim/vm/machine.sh

# These boot machines: not part of check, which has to pass anywhere in minutes.
IGB_TESTS = \
	netsim/tests/run.t \
	netsim/tests/igb.t
EXTRA_DIST += $(IGB_TESTS)

check-igb: all
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(IGB_TESTS)'
.PHONY: check-igb
