#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What is told where something is missing: by the tests that hold the fixtures against
# another's implementation, and by bootstrap.
. "${srcdir:-$(dirname "$0")/../..}/harness/tests/tap.sh"

# judged COMMAND...: what judge_run makes of a subject.
judged ()
{
	(
		trap - EXIT
		unset NHD_TESTS_MUST_RUN
		. "$srcdir/harness/adapters/judge.sh"
		judge_run nova.expected nova "$@"
	)
}

cat >"$scratch/traceback" <<'SUBJECT'
echo 'Traceback (most recent call last):
  File "subject", line 1, in <module>
ModuleNotFoundError: there is no such module' >&2
exit 1
SUBJECT
ok "a subject that ends in a traceback is skipped with its cause" same \
	"$(judged sh "$scratch/traceback")" \
	"1..0 # SKIP it does not start: ModuleNotFoundError: there is no such module"
ok "one of another release with its greeting" same "$(judged echo hello 1 other 2)" \
	"1..0 # SKIP it is another: hello 1 other 2"

# A machine with apt and without packages, for somebody who is not root.
mkdir "$scratch/tree" "$scratch/bin"
cp "$srcdir/bootstrap" "$scratch/tree"
printf '#!/bin/sh\necho 1000\n' >"$scratch/bin/id"
printf '#!/bin/sh\nexit 1\n' | tee "$scratch/bin/dpkg-query" >"$scratch/bin/apt-get"
chmod +x "$scratch/bin"/*
PATH=$scratch/bin:$PATH sh "$scratch/tree/bootstrap" deps >"$scratch/out" 2>&1
ok "bootstrap fails where packages are missing" same $? 1
ok "and lists them" contains "$scratch/out" 'apt-get install .* libxml2-dev .* kmod'
ok "before it makes a folder" test ! -e "$scratch/tree/build"
done_testing
