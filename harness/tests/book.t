#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# book: a page that stands alone, in which every case is found once, as it is.
. "${srcdir:-$(dirname "$0")/../..}/harness/tests/tap.sh"

page=$top_builddir/harness/tests/page
out=$scratch/out

# book ARGUMENT...: the page in $scratch/page, what page finds in it in $out.
book ()
{
	status=0
	nethostdev-conformance book "$@" >"$scratch/page" 2>"$scratch/err" || status=$?
	"$page" "$scratch/page" ${article:+"$article"} >"$out" 2>>"$scratch/err" ||
		echo "no XML" >"$out"
}

# once FILE: no line stands twice.
once ()
{
	sort "$1" | uniq -d >"$scratch/twice"
	test ! -s "$scratch/twice" || { cat "$scratch/twice"; return 1; }
}

# anchors: the ids of the cases in the page, sorted.
anchors ()
{
	sed -n 's|^id \(.*/.*/.*\)$|\1|p' "$out" | sort
}

# case_ NAME TEXT: a case of the planted suite, with TEXT as its input.
case_ ()
{
	printf "  <case id='%s' level='must' ref='R&amp;D &lt;1>'>A &amp; B &lt; C.</case>\n" \
		"$1" >>"$planted/cases.xml"
	printf "$2" >"$planted/$1.in.xml"
	echo not-well-formed >"$planted/$1.error"
}

article=
for folder in "$suite" "$srcdir/fixtures"; do
	of=$(basename "$folder")
	book --fixtures "$folder"
	nethostdev-conformance list --fixtures "$folder" | cut -f1 | sort >"$scratch/ids"
	anchors >"$scratch/anchors"
	ok "$of: the page is XML" lacks "$out" '^no XML$'
	ok "$of: every case is an anchor" cmp "$scratch/ids" "$scratch/anchors"
	grep '^id ' "$out" >"$scratch/all"
	ok "$of: no anchor stands twice" once "$scratch/all"
	ok "$of: nothing refers beyond the page" lacks "$out" '^outside'
	sed -n 's/^id //p' "$out" | sort -u >"$scratch/all"
	sed -n 's/^link //p' "$out" | sort -u | comm -13 "$scratch/all" - >"$scratch/lost"
	ok "$of: every link has its place" test ! -s "$scratch/lost"
done

book 'interface/more/*'
ok "book takes globs" same "$(anchors | tr '\n' ' ')" \
	"interface/more/crash interface/more/last "
book 'nothing/*'
ok "book of nothing: exit status" same "$status" 2
ok "book of nothing: no page" test ! -s "$scratch/page"
book
ok "contents count the levels" contains "$scratch/page" \
	'>A small suite</a></td><td class="count">8</td><td class="count">1</td><td class="count">1</td>'

planted=$scratch/planted/interface/strange
mkdir -p "$planted"
echo "<chapter title='A &lt; B'><p>First.</p>" >"$planted/cases.xml"
case_ markup '<a>&amp;"</pre><script>'
case_ unseen '\\x00 \000\001\377\302\205\357\273\277\303\251\364\220\200\200\n\t\tx\ty'
echo "<p>Between.</p>" >>"$planted/cases.xml"
case_ long "$(yes '<b/>' | head -n 5000)"
case_ wide "$(yes '<b/>' | head -n 5000 | tr -d '\n')"
echo "<p>Last.</p></chapter>" >>"$planted/cases.xml"
article=interface/strange/markup
book --fixtures "$scratch/planted"
ok "markup in a document is text" contains "$out" '^<a>&amp;"</pre><script>$'
ok "markup in prose is text" contains "$out" '^A & B < C\.$'
ok "markup in a reference is text" contains "$out" 'R&D <1>'
ok "prose stands where the chapter has it" same \
	"$(tr -d '\n' <"$scratch/page" | grep -o -e '<p>[FBL][a-z]*\.</p>' -e '<article' |
		tr -d '\n')" \
	"<p>First.</p><article<article<p>Between.</p><article<article<p>Last.</p>"
article=interface/strange/unseen
book --fixtures "$scratch/planted"
ok "bytes that cannot be seen are shown" contains "$out" \
	'^\\x00 \\x00\\x01\\xff\\xc2\\x85\\xef\\xbb\\xbfé\\xf4\\x90\\x80\\x80$'
ok "and told from a text that looks so" contains "$scratch/page" '^\\x00 <b>\\x00'
ok "a tab is shown within a line alone" contains "$out" "$(printf '^\t\tx')"'\\x09y$'
article=interface/strange/long
book --fixtures "$scratch/planted"
ok "many lines are cut" same "$(grep -c '^<b/>$' "$out")" 120
ok "and that is told" contains "$out" 'Cut here: 600 bytes of 24999 are shown'
article=interface/strange/wide
book --fixtures "$scratch/planted"
ok "a long line is cut, and that is told" contains "$out" \
	'Cut here: 8192 bytes of 20000 are shown'
done_testing
