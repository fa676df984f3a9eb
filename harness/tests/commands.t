#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# list, show and manifest.
. "${srcdir:-$(dirname "$0")/../..}/harness/tests/tap.sh"

out=$scratch/out

command_ ()
{
	status=0
	nethostdev-conformance "$@" >"$out" 2>"$scratch/err" || status=$?
}

tab=$(printf '\t')
command_ list
ok "list has every case" same "$(wc -l <"$out" | tr -d ' ')" 12
ok "list has id, level, releases and title" contains "$out" \
	"^interface/basics/old${tab}must${tab}9.0.0-10.9.9${tab}What 10 and older say$"
command_ list 'interface/more/*'
ok "list takes globs" same "$(wc -l <"$out" | tr -d ' ')" 2
command_ list 'nothing/*'
ok "list of nothing: exit status" same "$status" 2
command_ show interface/basics/bad-slot
ok "show has the rule" contains "$out" '^A slot that is rejected\.$'
ok "show has the input" contains "$out" "slot='32'"
ok "show has the class and path" contains "$out" '^xml-error /interface/source/address/@slot$'
command_ show interface/basics/sorted
ok "show has the output" contains "$out" "^  <mac address='00:11:22:33:44:55'/>$"
command_ show interface/basics/none
ok "show of nothing: exit status" same "$status" 2
command_ manifest
ok "the manifest has files" contains "$out" '"output": "interface/basics/plain.out.xml"'
ok "the manifest has classes" contains "$out" '"class": "xml-error"'
ok "the manifest has what is invented" contains "$out" '"/interface/mac"'
ok "the manifest has a chapter's prose" contains "$out" 'One case of each sort'
ok "the manifest has every case" same "$(grep -c '"input":' "$out")" 12
mv "$out" "$scratch/first"
NHD_FIXTURES=/nowhere
command_ manifest --fixtures "$suite"
ok "the manifest is the same each time, and --fixtures stands above the environment" \
	cmp "$scratch/first" "$out"
command_ list
ok "no such folder: exit status" same "$status" 2
command_ frobnicate
ok "no such command: exit status" same "$status" 2
command_
ok "no command: exit status" same "$status" 2
command_ --version
ok "--version" contains "$out" '^nethostdev-conformance [0-9]'
command_ --help
ok "--help has every command" contains "$out" 'manifest'
done_testing
