#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# A planted disagreement is found and shrunk, crashes are survived, and chance is repeatable.
. "${srcdir:-$(dirname "$0")/../..}/harness/tests/tap.sh"

fixtures=$srcdir/fixtures

# fuzz JUDGE SUBJECT ARGUMENT...: two fakes; output in $scratch/out and err.
fuzz ()
{
	judge=$1
	subject=$2
	shift 2
	status=0
	nethostdev-conformance fuzz --fixtures "$fixtures" \
		--judge "$fake $judge --batch --token $token" \
		--subject "$fake $subject --batch --token $token" "$@" \
		>"$scratch/out" 2>"$scratch/err" || status=$?
}

# The last line, which is all numbers.
last ()
{
	sed -n '$p' "$scratch/out"
}

# What kinds of disagreement were found.
findings ()
{
	sed -n 's/^# disagreement [0-9]*: \([a-z-]*\),.*/\1/p' "$scratch/out" | sort -u |
		tr '\n' ' '
}

fuzz echo echo --count 300 'interface/vlan/*'
ok "two that agree: exit status" same "$status" 0
ok "two that agree: the last line" same "$(last)" \
	"300 documents, 300 accepted by both, 0 rejected by both, 0 disagreements"

# What is planted is in every document that still has a vlan.
cat >"$scratch/smallest" <<'END'
<interface>
  <vlan/>
</interface>
END
fuzz echo no-vlan --count 300 'interface/vlan/*'
ok "a rejection is found: exit status" same "$status" 1
ok "a rejection is found: what it is" same "$(findings)" "subject-rejects "
sed -n '/^--- vlan-[0-9]*\.in\.xml$/,/^---/p' "$scratch/out" | sed '1d;$d' >"$scratch/came"
ok "a rejection is shrunk" cmp "$scratch/smallest" "$scratch/came"
ok "a rejection has its signature" contains "$scratch/out" \
	'^# signature: subject-rejects:xml-error:interface:interface{vlan}$'
ok "the judge's answer is the expectation" contains "$scratch/out" '^--- vlan-[0-9]*.out.xml'
ok "the subject's class is told" contains "$scratch/out" '^# the subject rejects as xml-error'
ok "all documents were asked about" contains "$scratch/out" '^300 documents, '
ok "one finding for each form" same "$(grep -c '{vlan}$' "$scratch/out")" 2

fuzz no-vlan echo --count 300 'interface/vlan/*'
ok "the other way round: what it is" same "$(findings)" "subject-accepts "
ok "the other way round: the class is expected" contains "$scratch/out" '^xml-error$'

fuzz echo respelt-vlan --count 300 'interface/vlan/*'
ok "another form is found" same "$(findings)" "other-form "
ok "another form is shrunk" contains "$scratch/out" \
	'^# signature: other-form:interface:interface{vlan}$'

fuzz no-vlan reject-all --count 300 'interface/vlan/*'
ok "an unknown class is no other class" same "$(findings)" "subject-rejects "

fuzz echo crash-vlan --count 100 'interface/vlan/*'
ok "a crash is found: exit status" same "$status" 1
ok "a crash is found: what it is" same "$(findings)" "subject-fails "
ok "a crash is named" contains "$scratch/out" '^# the subject crashes: signal 9'
ok "a crash is shrunk" contains "$scratch/out" \
	'^# signature: subject-fails:interface:interface{vlan}$'
ok "a crash does not end the run" contains "$scratch/out" '^100 documents, '
ok "after crashes no process is left" no_process
fuzz crash-vlan echo --count 20 'interface/vlan/*'
ok "the judge may crash, too" same "$(findings)" "judge-fails "
fuzz echo hang --count 1 --timeout 0.2 'interface/vlan/*'
ok "a hang is found" contains "$scratch/out" 'the subject hangs: did not answer in 0.2'
fuzz echo lie-short --count 3 'interface/vlan/*'
ok "a violation is found" contains "$scratch/out" 'the subject breaks the protocol: '

cat >"$scratch/ends-badly" <<'END'
#!/bin/sh
"$@"
exit 66
END
chmod +x "$scratch/ends-badly"
run_fuzz_badly ()
{
	nethostdev-conformance fuzz --fixtures "$fixtures" --count 20 --judge "$fake echo --batch" \
		--subject "$scratch/ends-badly $fake echo --batch" 'interface/vlan/*' >"$scratch/out"
}
run_fuzz_badly
ok "one that does not end well: exit status" same "$?" 1
ok "one that does not end well is told" \
	contains "$scratch/out" '^# problem: the subject ended with exit status 66'

fuzz invent invent --count 100 'interface/mac/*'
ok "what both invent is no disagreement" same "$status" 0
fuzz fixed invent --count 100 'interface/mac/*'
ok "what the judge does not invent is one" same "$(findings)" "other-form "

# What no tree can be made of is cut byte by byte.
torn=$scratch/torn/interface/torn
mkdir -p "$torn"
cat >"$torn/cases.xml" <<'END'
<chapter title="Torn"><case id="torn" level="must" ref="the harness">Torn.</case></chapter>
END
echo "<interface type='hostdev'>  <vlan trunk='yes'>  </interface>" >"$torn/torn.in.xml"
echo not-well-formed >"$torn/torn.error"
fixtures=$scratch/torn
fuzz echo no-vlan --count 20
ok "what is torn is shrunk, too" contains "$scratch/out" \
	'^# signature: subject-rejects:xml-error:interface:<vlan$'
fixtures=$srcdir/fixtures

# The same documents, whatever the jobs, also where the first is not the first to be
# answered; any one of them again.
seed=1
while ! nethostdev-conformance fuzz --print --fixtures "$fixtures" --only 0 --seed $seed \
	'interface/vlan/*' | grep -q '<vlan .*trunk'; do
	seed=$((seed + 1))
done
set -- --seed $seed --count 1000 'interface/vlan/*'
fuzz echo respelt-vlan --jobs 1 "$@"
mv "$scratch/out" "$scratch/one"
fuzz echo respelt-vlan --jobs 3 "$@"
ok "as many jobs as you like" cmp "$scratch/one" "$scratch/out"
number=$(sed -n 's/^# disagreement 1: .* document //p' "$scratch/out")
fuzz echo respelt-vlan --seed $seed --only "$number" 'interface/vlan/*'
ok "one document again: exit status" same "$status" 1
ok "one document again: its number" contains "$scratch/out" "document $number\$"
ok "one document again: alone" contains "$scratch/out" '^1 documents, '

print ()
{
	nethostdev-conformance fuzz --print --fixtures "$fixtures" "$@" 'interface/*'
}
print --count 50 >"$scratch/first"
print --count 50 >"$scratch/second"
print --count 50 --seed 2 >"$scratch/third"
print --only 49 >"$scratch/only"
ok "the same seed, the same documents" cmp "$scratch/first" "$scratch/second"
ok "another seed, others" sh -c '! cmp -s "$1/first" "$1/third"' sh "$scratch"
sed -n '/^document 49 /,$p' "$scratch/first" >"$scratch/tail"
ok "one of them alone" cmp "$scratch/only" "$scratch/tail"

# What is known.
echo 'subject-rejects:*vlan*  it was planted' >"$scratch/known"
fuzz echo no-vlan --count 200 --known "$scratch/known" 'interface/vlan/*'
ok "what is known: exit status" same "$status" 0
ok "what is known is not told" lacks "$scratch/out" '^# disagreement'
ok "what is known is counted" contains "$scratch/out" ' [1-9][0-9]* listed$'
echo 'subject-rejects:*  but:*vlan*  it was planted' >"$scratch/known"
fuzz echo no-vlan --count 200 --known "$scratch/known" 'interface/vlan/*'
ok "what is excepted is not known" same "$status" 1
echo 'subject-rejects:*  but:none but:*vlan*  it was planted' >"$scratch/known"
fuzz echo no-vlan --count 200 --known "$scratch/known" 'interface/vlan/*'
ok "nor what a second exception names" same "$status" 1
echo 'subject-accepts:*  says:*no_such_message*  it was planted' >"$scratch/known"
fuzz no-vlan echo --count 200 --known "$scratch/known" 'interface/vlan/*'
ok "another message is not known" same "$status" 1
message=$(sed -n 's/^# the judge rejects as [^:]*: //p' "$scratch/out" | head -n 1 | tr ' ' _)
echo "subject-accepts:*  says:$message  it was planted" >"$scratch/known"
fuzz no-vlan echo --count 200 --known "$scratch/known" 'interface/vlan/*'
ok "a message is known" same "$status" 0
echo "subject-accepts:*  but:$message  it was planted" >"$scratch/known"
fuzz no-vlan echo --count 200 --known "$scratch/known" 'interface/vlan/*'
ok "an excepted message is not known" same "$status" 1
for line in 'subject-rejects:*' 'subject-rejects:*  says:*' 'subject-rejects:*  but:*'; do
	echo "$line" >"$scratch/known"
	fuzz echo no-vlan --count 1 --known "$scratch/known"
	ok "a known one without a reason: $line" same "$status" 2
done
fuzz echo reject-all --count 20 'interface/document/doctype*'
ok "document types are known" contains "$scratch/out" ': [1-9][0-9]* with a document type'

# A schema of our own.
cat >"$scratch/schema.rng" <<'END'
<grammar xmlns="http://relaxng.org/ns/structure/1.0">
  <start><ref name="top"/></start>
  <define name="top">
    <element name="network">
      <attribute name="only"><value>here</value></attribute>
    </element>
  </define>
</grammar>
END
nethostdev-conformance fuzz --print --count 50 --kind network --fixtures "$suite" \
	--schema "$scratch/schema.rng" >"$scratch/out"
ok "a schema is enough" contains "$scratch/out" "<network only='here'/>"

# Wrong usage.
usage ()
{
	name=$1
	shift
	status=0
	nethostdev-conformance fuzz "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
	ok "$name: exit status" same "$status" 2
	ok "$name: says so" test -s "$scratch/err"
}
usage "no judge" --subject "$fake echo --batch"
usage "no such kind" --print --kind backend
usage "no number" --print --count many
usage "no such option" --print --frobnicate
usage "no fixture" --print --fixtures "$scratch/nothing-here"
usage "no case" --print 'interface/no-such-chapter/*'
usage "no such schema" --print --schema "$scratch/nothing-here"
usage "no such command" --judge "$scratch/nothing-here" --subject "$fake echo --batch"
usage "no hello" --judge "$fake wrong-hello --batch" --subject "$fake echo --batch"
done_testing
