/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Folders of our own, which go with what a subject has put into them. */
#ifndef HARNESS_FOLDER_H
#define HARNESS_FOLDER_H

/* Removes the folder and all below it that can be; symbolic links are not followed. */
void folder_remove(const char *path);

#endif
