# SPDX-License-Identifier: LGPL-2.1-or-later
# The plots of make bench, from what bench/table prints. Wants: table, folder.

set terminal svg size 1120,520 dynamic font 'sans-serif,14' background '#ffffff'
set border 3 linecolor '#666666'
set tics nomirror textcolor '#333333'
set grid ytics linecolor '#dddddd'
set linetype 1 linecolor '#1b6ca8' linewidth 2 pointtype 7
set linetype 2 linecolor '#d1495b' linewidth 2 pointtype 5
set linetype 3 linecolor '#2e933c' linewidth 2 pointtype 9
set linetype 4 linecolor '#8a4fbe' linewidth 2 pointtype 13
set linetype 5 linecolor '#c98a00' linewidth 2 pointtype 11
set linetype 6 linecolor '#555555' linewidth 2 pointtype 15
set linetype 7 linecolor '#d977b8' linewidth 2 pointtype 3

# Ratios: bars of medians, half of all rounds in the thick line, all of them in the thin.
set output folder.'/bench-ratios.svg'
set multiplot layout 1,2 title 'How fast documents are read and written' font ',17'
set style fill solid 0.85 noborder
set boxwidth 0.34
set key top left reverse Left
set xrange [-0.6:1.6]
set yrange [0:1.6]
set xtics ("one reader for all" 0, "a reader for each" 1) scale 0
set ylabel "ours / libxml2's bare tree"
plot table index 'ratios' using ($0 - 0.18):2 every ::0::1 with boxes linetype 1 title 'CPU time, median', \
	'' index 'ratios' using ($0 + 0.18):8 every ::0::1 with boxes linetype 3 title 'instructions', \
	'' index 'ratios' using ($0 - 0.18):3:(0):($6 - $3) every ::0::1 with vectors heads size screen 0.005,90 linecolor '#222222' linewidth 1 title 'all rounds', \
	'' index 'ratios' using ($0 - 0.4):7:(0.8):(0) every ::0::1 with vectors nohead linetype 2 title 'wanted: at most'
set yrange [0:50]
set xtics ("the domain alone" 1, "with the interface" 0) scale 0
set ylabel 'libvirt / ours, one reader for all'
plot table index 'ratios' using 0:2 every ::2::3 with boxes linetype 1 title 'CPU time, median', \
	'' index 'ratios' using 0:3:(0):($6 - $3) every ::2::3 with vectors heads size screen 0.005,90 linecolor '#222222' linewidth 1 title 'all rounds', \
	'' index 'ratios' using ($0 - 0.4):7:(0.8):(0) every ::2::2 with vectors nohead linetype 2 title 'wanted: at least'
unset multiplot

# By the number of documents.
streams = 'the_same_document a_new_name_in_each'
name(word) = system("echo '".word."' | tr _ ' '")
set output folder.'/bench-documents.svg'
set multiplot layout 1,2 title 'What a document costs, by how many the reader has read' font ',17'
set logscale x
set format x '10^{%L}'
set xrange [0.7:1.5e6]
set xtics auto scale 1
set xlabel 'documents read'
set ylabel 'CPU time of a document, in µs'
set yrange [0:*]
set key bottom left
plot for [stream in streams] table index 'documents/time: '.name(stream) using 1:4 with linespoints title name(stream)
set ylabel 'most heap taken'
set key top left
set logscale y
set yrange [1e3:1e9]
set format y '%.0s %cB'
plot for [stream in streams] table index 'documents/heap: '.name(stream) using 1:2 with linespoints title name(stream)
unset multiplot
unset format

# By size.
shapes = 'vlan_tags unknown_elements domain:_interfaces domain:_long_attributes domain:_SCSI_devices pool:_addresses pool:_portgroups'
set output folder.'/bench-size.svg'
set multiplot layout 1,2 title 'What a document costs, by its size (dashed: the bare tree of libxml2)' font ',17'
set format x '%.0s %cB'
set xrange [600:3e7]
set xlabel 'size of the document'
set yrange [1:10000]
set format y '%g'
set ylabel 'CPU time of a byte, in ns'
plot for [i = 1:words(shapes)] table index 'size/time: '.name(word(shapes, i)) using 1:4 with linespoints linetype i title name(word(shapes, i)), \
	for [i = 1:words(shapes)] table index 'size/tree-time: '.name(word(shapes, i)) using 1:4 with lines linetype i linewidth 1 dashtype 2 notitle
set ylabel 'most heap taken'
set logscale y
set yrange [1e4:1e9]
set format y '%.0s %cB'
plot for [i = 1:words(shapes)] table index 'size/heap: '.name(word(shapes, i)) using 1:2 with linespoints linetype i title name(word(shapes, i)), \
	for [i = 1:words(shapes)] table index 'size/tree-heap: '.name(word(shapes, i)) using 1:2 with lines linetype i linewidth 1 dashtype 2 notitle
unset multiplot

# By the number of VFs.
set output folder.'/bench-vfs.svg'
set multiplot layout 1,3 title 'What it costs to prepare all VFs of a PF, by how many there are' font ',17'
unset logscale
set format x '%g'
set format y '%g'
set xrange [0:210]
set yrange [0:*]
set offsets 0, 0, graph 0.25, 0
set xlabel 'VFs'
set key top left reverse Left
set ylabel 'requests'
plot table index 'vfs/requests: VFs of a PF' using 1:2 with linespoints linetype 1 title 'together', \
	table index 'vfs/requests: one by one' using 1:2 with linespoints linetype 2 title 'one by one, as libvirt does'
set format y '%.0s %cB'
set ylabel 'what is sent and received'
plot table index 'vfs/bytes: VFs of a PF' using 1:2 with linespoints linetype 1 title 'together', \
	table index 'vfs/bytes: one by one' using 1:2 with linespoints linetype 2 title 'one by one, as libvirt does'
set format y '%g'
set ylabel 'CPU time of a VF, in µs'
plot table index 'vfs/time: VFs of a PF' using 1:4 with linespoints linetype 1 title 'together', \
	table index 'vfs/time: one by one' using 1:4 with linespoints linetype 2 title 'one by one, as libvirt does', \
	table index 'vfs/time: PFs with 3 VFs' using 1:4 with linespoints linetype 3 title 'PFs of three VFs each'
unset multiplot
