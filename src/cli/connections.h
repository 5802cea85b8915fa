#ifndef CLI_CONNECTIONS_H
#define CLI_CONNECTIONS_H
/* How connections are printed. */
#include <stdio.h>

#include "cli/home.h"
#include "store/connection.h"

/* {"connections": [...]}; with their secrets only where `key` is given. BAD_INPUT: a sealed secret
 * is damaged or under another key. */
enum status connections_print_json(struct arena *arena, const struct connection_rows *rows,
                                   const struct seal_key *key, FILE *out, struct fault *fault);
void connections_print_table(struct arena *arena, const struct connection_rows *rows, FILE *out);

enum status connections_read(struct arena *arena, struct db *db, struct connection_rows *out,
                             struct fault *fault);

#endif
