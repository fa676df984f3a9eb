# SPDX-License-Identifier: LGPL-2.1-or-later
# The VF backend: the model carried out on a host.
