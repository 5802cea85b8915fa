#ifndef CLI_BACKUP_H
#define CLI_BACKUP_H
/* What backup and restore tell of a marketplace. */
#include "db/db.h"
#include "store/counts.h"
#include "json/writer.h"

struct arena;

enum status backup_count(struct db *db, struct counts *out, struct fault *fault);

/* The members "orders", "agreements" and "documents". */
void backup_write_counts(struct json_writer *w, const struct counts *counts);
/* "3 orders, 2 agreements and 40 documents". */
const char *backup_counts(struct arena *arena, const struct counts *counts);

#endif
