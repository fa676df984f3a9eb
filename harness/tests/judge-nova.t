#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# nova loses what nova.expected says it loses, and nothing else.
. "${srcdir:-.}/harness/adapters/judge.sh"

judge_need_nova
judge_run nova.expected 'nova ' "$nova_adapter" --batch --nova "$NHD_NOVA"
