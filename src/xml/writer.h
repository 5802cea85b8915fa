#ifndef XML_WRITER_H
#define XML_WRITER_H
/*
 * XML straight into a struct buf. What is escaped and how is the writer's business. An element that
 * has only elements gets a line each; no white space is ever added next to text, because buyers
 * take a URL with the blanks around it (INTEROP D). Calls that do not nest are a bug: they panic.
 * Overflow is the buffer's flag, looked at once at the end.
 *
 *     xml_writer_start(&w, &buf, false);
 *     xml_declare(&w, "cXML", "http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd");
 *     xml_open(&w, "cXML");
 *     xml_attr(&w, "payloadID", id);
 *     xml_leaf(&w, "URL", url);
 *     xml_close(&w);
 *     xml_writer_end(&w);
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum { XML_WRITER_DEPTH = 64 };

struct xml_writer {
    struct buf *buf;
    bool ascii;
    bool tag_open;    /* inside a start tag: attributes may follow */
    bool root_closed; /* nothing may follow */
    size_t depth;
    uint64_t has_text;     /* bit i: the open element i has text, or lies beside some */
    uint64_t has_elements; /* bit i: the open element i has elements */
    const char *names[XML_WRITER_DEPTH]; /* of the open elements; the caller's, must outlive them */
};

/* `ascii`: characters beyond us-ascii as numeric references (cXML guide p. 40, cXML-urlencoded). */
void xml_writer_start(struct xml_writer *w, struct buf *buf, bool ascii);
/* Panics where an element is still open. */
void xml_writer_end(struct xml_writer *w);

/* The XML declaration, and `<!DOCTYPE root SYSTEM "system_id">` unless `system_id` is NULL. Leave
 * the call out for a fragment. */
void xml_declare(struct xml_writer *w, const char *root, const char *system_id);

/* `name` must be a valid XML name; it is written as it is, prefix and all. */
void xml_open(struct xml_writer *w, const char *name);
/* Directly after xml_open or another xml_attr. NULL leaves the attribute out. */
void xml_attr(struct xml_writer *w, const char *name, const char *value);
/* Text inside the open element; NULL and "" write nothing. */
void xml_put(struct xml_writer *w, const char *text);
void xml_close(struct xml_writer *w);

/* An element with text only. */
void xml_leaf(struct xml_writer *w, const char *name, const char *text);

#endif
