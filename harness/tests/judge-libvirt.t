#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The installed libvirt agrees with every fixture that holds for its release.
. "${srcdir:-.}/harness/adapters/judge.sh"

judge_need_libvirt_adapter
judge_run libvirt.expected 'libvirt ' "$libvirt_adapter" --batch
