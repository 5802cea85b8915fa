#ifndef DB_COPY_H
#define DB_COPY_H
/* Copies of whole databases. What they write is there whole or not at all, however they end
 * (whole_file.h). */
#include "base/status.h"

/* Page for page, from one snapshot of a database that others may be writing to: a SQLite file into
 * one that is not there. The copy is checked as by db_check_file. Statuses as whole_file.h has
 * them, and as db_open for `from`; FAILED where that is damaged. */
enum status db_copy_pages(const char *from, const char *to, struct fault *fault);

/* Whether every page, row and index of a SQLite file is as it should be, which takes as long as
 * reading it. FAILED: it is not, or it is not a database. `name` is for the message. */
enum status db_check_file(const char *path, const char *name, struct fault *fault);

#endif
