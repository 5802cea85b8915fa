#ifndef BUYER_BENCH_TEMPLATE_H
#define BUYER_BENCH_TEMPLATE_H
/*
 * A POST whose document was written once, with marks where each request differs. Making a request
 * of it is a few copies, so that the load generator costs little beside the server it measures.
 */
#include <stddef.h>
#include <stdint.h>

struct arena;

enum bench_field { BENCH_PAYLOAD, BENCH_COOKIE, BENCH_ORDER, BENCH_AUXILIARY, BENCH_FIELDS };

/* Put these into the document where the field's value shall stand. */
extern const char *const bench_marks[BENCH_FIELDS];

struct bench_template;

/* `document` must outlive the template. */
struct bench_template *bench_template_new(struct arena *arena, const char *host, const char *path,
                                          const char *document);

/* Head and body into `out`; 0 where it does not fit. A field the document does not have may be
 * NULL. */
size_t bench_template_fill(const struct bench_template *template,
                           const char *const values[BENCH_FIELDS], char *out, size_t capacity);

#endif
