/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One chapter of a suite: its cases.xml, and the files beside it. Only suite.c calls
 * this. */
#ifndef HARNESS_CHAPTER_H
#define HARNESS_CHAPTER_H

#include "suite.h"

/* The name of the file that describes a chapter. */
#define CHAPTER_FILE "cases.xml"

/*
 * Fills chapter, whose kind, id and name are set, from the folder path. What is wrong
 * goes to findings; a case that cannot be judged for it is left out.
 */
void chapter_load(
	struct suite_chapter *chapter, const char *path, struct findings *findings);
void chapter_free(struct suite_chapter *chapter);

#endif
