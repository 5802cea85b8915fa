#ifndef HTTP_FORM_H
#define HTTP_FORM_H
/* application/x-www-form-urlencoded (WHATWG URL section 5.1): queries, form bodies, and the forms
 * that other systems send in. */
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"
#include "http/request.h"

/*
 * Splits at `&`, then at the first `=`, then decodes; `+` is a blank, a `%` without two hex digits
 * stands for itself. Empty pieces are skipped. The fields live in `arena`.
 * BAD_INPUT: `%00`, a NUL, or bytes that are not UTF-8. TOO_LARGE: more than `limit` fields.
 */
enum status form_parse(struct arena *arena, struct bytes text, size_t limit,
                       struct http_fields *out, struct fault *fault);

/* Percent-decodes into the arena; `plus` reads `+` as a blank. BAD_INPUT as above. */
enum status form_decode(struct arena *arena, struct bytes text, bool plus, const char **out);

#endif
