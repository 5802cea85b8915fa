#ifndef CXML_REDACT_H
#define CXML_REDACT_H
/*
 * Takes what is secret out of a document before it is kept: the content of SharedSecret and the
 * number of a PCard become `*`, byte by byte, so that offsets stay. Works on bytes, so that
 * documents that can't be parsed are covered too, in any encoding that has ASCII's bytes for ASCII
 * and in UTF-16.
 */
#include "base/buf.h"

struct arena;

struct bytes cxml_redact(struct arena *arena, struct bytes raw);

#endif
