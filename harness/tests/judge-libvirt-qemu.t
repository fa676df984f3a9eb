#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The installed libvirt's qemu driver agrees with every fixture of its own.
. "${srcdir:-.}/harness/adapters/judge.sh"

judge_need_libvirt_adapter
judge_run libvirt.expected 'libvirt ' "$libvirt_adapter" --batch --driver qemu
