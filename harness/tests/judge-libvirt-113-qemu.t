#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# libvirt 11.3.0's qemu driver agrees with every fixture of its own.
. "${srcdir:-.}/harness/adapters/judge.sh"

judge_need_libvirt_adapter
judge_use_libvirt_113
judge_run libvirt.expected 'libvirt 11.3.' "$libvirt_adapter" --batch --driver qemu
