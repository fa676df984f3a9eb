#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# libvirt 11.3.0 agrees with every fixture that holds for it.
. "${srcdir:-.}/harness/adapters/judge.sh"

judge_need_libvirt_adapter
judge_use_libvirt_113
judge_run libvirt.expected 'libvirt 11.3.' "$libvirt_adapter" --batch
