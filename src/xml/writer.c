#include "xml/writer.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "base/text.h"

void xml_writer_start(struct xml_writer *w, struct buf *buf, bool ascii)
{
    *w = (struct xml_writer){.buf = buf, .ascii = ascii};
}

void xml_writer_end(struct xml_writer *w)
{
    if (w->depth > 0)
        panic("xml writer: <%s> is not closed", w->names[w->depth - 1]);
}

static void put_escaped(struct xml_writer *w, const char *text)
{
    if (w->ascii)
        buf_xml_ascii(w->buf, text);
    else
        buf_xml(w->buf, text);
}

static void finish_tag(struct xml_writer *w)
{
    if (w->tag_open)
        buf_char(w->buf, '>');
    w->tag_open = false;
}

void xml_declare(struct xml_writer *w, const char *root, const char *system_id)
{
    if (w->depth > 0 || w->root_closed)
        panic("xml writer: a declaration inside the document");
    buf_text(w->buf, w->ascii ? "<?xml version=\"1.0\" encoding=\"US-ASCII\"?>\n"
                              : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if (system_id == NULL)
        return;
    /* A system literal knows no escapes. */
    if (strpbrk(system_id, "\"<>&") != NULL)
        panic("xml writer: bad system identifier");
    buf_text(w->buf, "<!DOCTYPE ");
    buf_text(w->buf, root);
    buf_text(w->buf, " SYSTEM \"");
    buf_text(w->buf, system_id);
    buf_text(w->buf, "\">\n");
}

static bool bit(uint64_t bits, size_t depth)
{
    return (bits >> (depth - 1) & 1) != 0;
}

static uint64_t with_bit(uint64_t bits, size_t depth, bool value)
{
    uint64_t mask = UINT64_C(1) << (depth - 1);
    return value ? bits | mask : bits & ~mask;
}

void xml_open(struct xml_writer *w, const char *name)
{
    if (w->depth == XML_WRITER_DEPTH || w->root_closed || *name == '\0')
        panic("xml writer: no place for <%s>", name);
    finish_tag(w);
    bool beside_text = w->depth > 0 && bit(w->has_text, w->depth);
    if (w->depth > 0) {
        w->has_elements = with_bit(w->has_elements, w->depth, true);
        if (!beside_text)
            buf_char(w->buf, '\n');
    }
    buf_char(w->buf, '<');
    buf_text(w->buf, name);
    w->names[w->depth++] = name;
    /* What lies inside an element with text counts as text: nothing is added there either. */
    w->has_text = with_bit(w->has_text, w->depth, beside_text);
    w->has_elements = with_bit(w->has_elements, w->depth, false);
    w->tag_open = true;
}

void xml_attr(struct xml_writer *w, const char *name, const char *value)
{
    if (!w->tag_open)
        panic("xml writer: attribute %s outside a start tag", name);
    if (value == NULL)
        return;
    buf_char(w->buf, ' ');
    buf_text(w->buf, name);
    buf_text(w->buf, "=\"");
    /* A reader makes a blank of a tab or line feed in an attribute unless it is a reference (XML
     * 1.0 section 3.3.3). */
    size_t run;
    while (value[run = strcspn(value, "\t\n")] != '\0') {
        put_escaped(w, arena_text_n(w->buf->arena, value, run));
        buf_text(w->buf, value[run] == '\t' ? "&#9;" : "&#10;");
        value += run + 1;
    }
    put_escaped(w, value);
    buf_char(w->buf, '"');
}

void xml_put(struct xml_writer *w, const char *text)
{
    if (w->depth == 0)
        panic("xml writer: text outside the root");
    if (text_empty(text))
        return;
    finish_tag(w);
    w->has_text = with_bit(w->has_text, w->depth, true);
    put_escaped(w, text);
}

void xml_close(struct xml_writer *w)
{
    if (w->depth == 0)
        panic("xml writer: nothing to close");
    if (w->tag_open) {
        buf_text(w->buf, "/>");
        w->tag_open = false;
    } else {
        if (bit(w->has_elements, w->depth) && !bit(w->has_text, w->depth))
            buf_char(w->buf, '\n');
        buf_text(w->buf, "</");
        buf_text(w->buf, w->names[w->depth - 1]);
        buf_char(w->buf, '>');
    }
    w->depth--;
    w->root_closed = w->depth == 0;
}

void xml_leaf(struct xml_writer *w, const char *name, const char *text)
{
    xml_open(w, name);
    xml_put(w, text);
    xml_close(w);
}
