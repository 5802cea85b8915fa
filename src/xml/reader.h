#ifndef XML_READER_H
#define XML_READER_H
/*
 * Bytes from the wire into a read-only tree in an arena, in one pass over libxml2's SAX2 events.
 * Lenient where real procurement systems are careless (INTEROP C1, C3): a missing declaration or
 * DOCTYPE, blanks before the declaration, undeclared prefixes, a charset that does not fit. Strict
 * where it is dangerous: nothing is ever fetched, and a document that declares anything (an entity,
 * an element, an attribute list, a notation) or refers to an undeclared entity is refused.
 */
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

struct arena;

/* Namespaces are noise here: a prefix is dropped (xml:lang is "lang"), xmlns attributes are left
 * out. Where an attribute with a prefix and one without have the same name, the latter stays. */
struct xml_attribute {
    const char *name;
    const char *value; /* normalised (XML 1.0 section 3.3.3), not trimmed */
    const struct xml_attribute *next;
};

struct xml_node {
    const char *name; /* without its prefix */
    const char *text; /* its own text and CDATA joined, trimmed of XML's white space; never NULL */
    const struct xml_attribute *attributes;
    const struct xml_node *parent; /* NULL for the root */
    const struct xml_node *first;  /* child element */
    const struct xml_node *next;   /* sibling element */
    int line;                      /* where its start tag ends, from 1 */
};

struct xml_limits {
    size_t bytes; /* of the input */
    size_t depth; /* the root has depth 1 */
    size_t nodes; /* elements, attributes and namespace declarations together */
};

struct xml_document {
    const struct xml_node *root;
    const char *doctype;  /* its system identifier, or NULL */
    const char *encoding; /* what it was read as, "UTF-8" and the like; static */
};

/* Call once before the first thread reads, and once after the last has: libxml2's global tables. */
void xml_library_start(void);
void xml_library_stop(void);

/*
 * Reads a document. The tree lives as long as the arena and is all UTF-8.
 * `charset` is the parameter of the MIME type or NULL. The encoding is the first of: byte order
 * mark, `charset`, declaration, UTF-8 (cXML guide p. 19-20, RFC 7303 section 3). us-ascii, which
 * text/xml implies, yields to the declaration where the bytes are not ASCII, and so does a charset
 * that is not known or a charset or a declaration of UTF-16 where the bytes plainly are not. Known
 * are UTF-8, US-ASCII, ISO-8859-1 to 16, windows-1250 to 1258 and UTF-16. BAD_INPUT: not
 * well-formed, not in its encoding, or forbidden as above; the message says `line N: what`.
 * TOO_LARGE: a limit is exceeded. `fault` may be NULL.
 */
enum status xml_read(struct arena *arena, struct bytes bytes, const char *charset,
                     const struct xml_limits *limits, struct xml_document **out,
                     struct fault *fault);

/* The questions below take NULL for a node, and answer as for a node that has nothing. */

/* The first child of that name, or NULL. */
const struct xml_node *xml_child(const struct xml_node *node, const char *name);
/* The next sibling of the same name, or NULL. */
const struct xml_node *xml_next(const struct xml_node *node);
/* The first descendant by names from child to child, "Header/From/Credential"; tries every branch.
 * NULL where there is none. */
const struct xml_node *xml_find(const struct xml_node *node, const char *path);
/* NULL where it is absent. */
const char *xml_attribute(const struct xml_node *node, const char *name);
/* "" where there is none. */
const char *xml_text(const struct xml_node *node);

#endif
