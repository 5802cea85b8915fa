#ifndef CLI_CONNECTION_FILE_H
#define CLI_CONNECTION_FILE_H
/* The settings of a connection as JSON: the members of struct connection_settings, and `system`,
 * `test`, `supplier`, `secret`; lists as arrays or as blank-separated text. */
#include "app/procurement.h"

/* Reads what the document says over what `put` has already. BAD_INPUT with the line, or the name of
 * a member that is unknown or of another kind. */
enum status connection_file_read(struct arena *arena, const char *document,
                                 struct procurement_put *put, struct fault *fault);

/* What can be read back. */
struct json_writer;
void connection_file_write(struct json_writer *w, const struct connection_settings *settings,
                           bool test);

#endif
