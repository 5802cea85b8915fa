#include "xml/reader.h"

#include <libxml/parser.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/stock.h"
#include "base/text.h"
#include "xml/encoding.h"

/* libxml2 compares each attribute of a tag with each other, and looks prefixes up in a list: both
 * are bounded here, far above what any document has. */
enum { MAX_ATTRIBUTES = 256, MAX_NAMESPACES = 256, MAX_NAMES_KEPT = 2000 };

struct element {
    struct xml_node node; /* first, so that a node is an element */
    struct element *up;
    struct element *last;
    size_t text_start; /* of its text in the reader's */
    size_t namespaces;
};

struct reader {
    struct arena *arena;
    const struct xml_limits *limits;
    struct fault *fault;
    enum status st;
    xmlParserCtxtPtr parser;
    int line; /* of the first byte */
    struct element *root;
    struct element *open;
    /* The text of all open elements, the innermost last: an element's is whole when it closes, and
     * is then cut off, so joining takes linear time however it is interleaved. */
    struct buf text;
    size_t depth;
    size_t nodes;
    size_t namespaces; /* in scope */
    const char *doctype;
};

/* Not xmlStopParser: that frees the input under functions that still hold pointers into it. */
static void halt(struct reader *r)
{
    r->parser->disableSAX = 1;
    r->parser->instate = XML_PARSER_EOF;
}

__attribute__((format(printf, 3, 4))) static void refuse(struct reader *r, enum status status,
                                                         const char *format, ...)
{
    if (r->st != OK)
        return;
    char what[256];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    r->st = fault_set(r->fault, status, "line %d: %s", r->parser->input->line, what);
    halt(r);
}

static void on_begin(void *user, xmlSAXLocatorPtr locator)
{
    (void)locator;
    struct reader *r = user;
    r->parser->input->line = r->line;
}

static void on_error(void *user, xmlErrorPtr error)
{
    struct reader *r = user;
    if (error->code == XML_ERR_NO_MEMORY)
        panic("out of memory in libxml2");
    if (error->level != XML_ERR_FATAL)
        return;
    if (r->st == OK) {
        const char *message = text_or_empty(error->message);
        r->st = fault_set(r->fault, BAD_INPUT, "line %d: %.*s", error->line,
                          (int)strcspn(message, "\n"), message);
    }
    halt(r);
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *public_id,
                       const xmlChar *system_id)
{
    (void)name;
    (void)public_id;
    struct reader *r = user;
    r->doctype = arena_text(r->arena, (const char *)system_id);
}

static void refuse_declaration(struct reader *r, const xmlChar *name)
{
    refuse(r, BAD_INPUT, "the DOCTYPE declares %.60s; declarations are not accepted", name);
}

static void on_entity_declaration(void *user, const xmlChar *name, int type,
                                  const xmlChar *public_id, const xmlChar *system_id,
                                  xmlChar *content)
{
    (void)type;
    (void)public_id;
    (void)system_id;
    (void)content;
    refuse_declaration(user, name);
}

static void on_unparsed_entity(void *user, const xmlChar *name, const xmlChar *public_id,
                               const xmlChar *system_id, const xmlChar *notation)
{
    (void)public_id;
    (void)system_id;
    (void)notation;
    refuse_declaration(user, name);
}

static void on_notation(void *user, const xmlChar *name, const xmlChar *public_id,
                        const xmlChar *system_id)
{
    (void)public_id;
    (void)system_id;
    refuse_declaration(user, name);
}

static void on_element_declaration(void *user, const xmlChar *name, int type,
                                   xmlElementContentPtr content)
{
    (void)type;
    (void)content;
    refuse_declaration(user, name);
}

static void on_attribute_declaration(void *user, const xmlChar *element, const xmlChar *name,
                                     int type, int def, const xmlChar *value,
                                     xmlEnumerationPtr values)
{
    (void)element;
    (void)type;
    (void)def;
    (void)value;
    xmlFreeEnumeration(values); /* this one is handed over */
    refuse_declaration(user, name);
}

/* The five predefined ones never come here. */
static xmlEntityPtr on_entity(void *user, const xmlChar *name)
{
    refuse(user, BAD_INPUT, "the entity &%.60s; is not declared; write the character itself", name);
    return NULL;
}

static xmlEntityPtr on_parameter_entity(void *user, const xmlChar *name)
{
    refuse(user, BAD_INPUT, "the DOCTYPE uses the entity %%%.60s;, which is not accepted", name);
    return NULL;
}

/* The value from `start` to `end`. Without NOENT, libxml2 leaves each ampersand of a value as
 * `&#38;` for a second reading, and nothing else. */
static const char *attribute_value(struct arena *arena, const char *start, const char *end)
{
    char *value = arena_text_n(arena, start, (size_t)(end - start));
    char *to = strchr(value, '&');
    if (to == NULL)
        return value;
    for (const char *from = to; *from != '\0'; from++) {
        *to++ = *from;
        if (strncmp(from, "&#38;", 5) == 0)
            from += 4;
    }
    *to = '\0';
    return value;
}

/* libxml2 lets a name with colons in odd places through whole, so that what is left of it after its
 * prefix could be taken for something else. */
static void check_name(struct reader *r, const char *name)
{
    if (strchr(name, ':') != NULL)
        refuse(r, BAD_INPUT, "the name %.60s has a misplaced colon", name);
}

static const struct xml_attribute *read_attributes(struct reader *r, int count,
                                                   const xmlChar **five)
{
    const struct xml_attribute *first = NULL;
    const struct xml_attribute **end = &first;
    /* Those without a prefix first: they win over those with one. */
    for (int prefixed = 0; prefixed < 2; prefixed++) {
        for (int i = 0; i < count; i++) {
            const char *const *from = (const char *const *)five + 5 * i;
            if ((from[1] != NULL) != prefixed)
                continue;
            const struct xml_node known = {.attributes = first};
            if (prefixed &&
                (strcmp(from[0], "xmlns") == 0 || xml_attribute(&known, from[0]) != NULL))
                continue;
            check_name(r, from[0]);
            struct xml_attribute *attribute = arena_make(r->arena, struct xml_attribute);
            attribute->name = arena_text(r->arena, from[0]);
            attribute->value = attribute_value(r->arena, from[3], from[4]);
            *end = attribute;
            end = &attribute->next;
        }
    }
    return first;
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespaces, const xmlChar **namespace_pairs, int attributes, int defaulted,
                     const xmlChar **five)
{
    (void)prefix;
    (void)uri;
    (void)namespace_pairs;
    (void)defaulted;
    struct reader *r = user;
    r->nodes += 1 + (size_t)attributes + (size_t)namespaces;
    r->namespaces += (size_t)namespaces;
    if (++r->depth > r->limits->depth) {
        refuse(r, TOO_LARGE, "nested deeper than %zu elements", r->limits->depth);
        return;
    }
    if (r->nodes > r->limits->nodes || r->namespaces > MAX_NAMESPACES) {
        refuse(r, TOO_LARGE, "too many elements, attributes or namespaces");
        return;
    }
    check_name(r, (const char *)name);
    struct element *element = arena_make(r->arena, struct element);
    element->node.name = arena_text(r->arena, (const char *)name);
    element->node.text = "";
    element->node.attributes = read_attributes(r, attributes, five);
    element->node.line = r->parser->input->line;
    element->text_start = r->text.length;
    element->namespaces = (size_t)namespaces;
    element->up = r->open;
    if (r->open == NULL) {
        r->root = element;
    } else {
        element->node.parent = &r->open->node;
        if (r->open->last == NULL)
            r->open->node.first = &element->node;
        else
            r->open->last->node.next = &element->node;
        r->open->last = element;
    }
    r->open = element;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name;
    (void)prefix;
    (void)uri;
    struct reader *r = user;
    struct element *element = r->open;
    size_t start = element->text_start;
    size_t end = r->text.length;
    while (start < end && is_space(r->text.data[start]))
        start++;
    while (start < end && is_space(r->text.data[end - 1]))
        end--;
    if (start < end)
        element->node.text = arena_text_n(r->arena, r->text.data + start, end - start);
    r->text.length = element->text_start;
    r->namespaces -= element->namespaces;
    r->depth--;
    r->open = element->up;
}

static void on_text(void *user, const xmlChar *text, int length)
{
    struct reader *r = user;
    if (r->open != NULL)
        buf_put(&r->text, text, (size_t)length);
}

static void set_handlers(xmlSAXHandler *sax)
{
    *sax = (xmlSAXHandler){
        .initialized = XML_SAX2_MAGIC,
        .setDocumentLocator = on_begin,
        .internalSubset = on_doctype,
        .getEntity = on_entity,
        .getParameterEntity = on_parameter_entity,
        .entityDecl = on_entity_declaration,
        .unparsedEntityDecl = on_unparsed_entity,
        .notationDecl = on_notation,
        .elementDecl = on_element_declaration,
        .attributeDecl = on_attribute_declaration,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .serror = on_error,
    };
}

/* What follows `mark`, searched from `at` on; `end` where it is missing. */
static const unsigned char *past(const unsigned char *at, const unsigned char *end,
                                 const char *mark)
{
    const unsigned char *found = memmem(at, (size_t)(end - at), mark, strlen(mark));
    return found == NULL ? end : found + strlen(mark);
}

static bool begins(const unsigned char *at, const unsigned char *end, const char *with)
{
    size_t size = strlen(with);
    return (size_t)(end - at) >= size && memcmp(at, with, size) == 0;
}

/* Steps over a tag, or the DOCTYPE up to its `[`, from within it, and counts quoted values. */
static const unsigned char *past_tag(const unsigned char *at, const unsigned char *end, int *values)
{
    for (*values = 0; at < end && *at != '<' && *at != '>' && *at != '['; at++) {
        if (*at != '"' && *at != '\'')
            continue;
        at = memchr(at + 1, *at, (size_t)(end - at - 1));
        if (at == NULL)
            return end;
        ++*values;
    }
    return at;
}

/* Whether no tag has more attributes than we let libxml2 see. Goes the way of its parser as long as
 * the document is well-formed, so that no quote in a comment can hide a tag from it; where the
 * document ceases to be, the parser stops too. */
static bool few_attributes(struct bytes in)
{
    size_t signs = 0;
    for (size_t i = 0; i < in.size; i++)
        signs += in.data[i] == '=';
    if (signs <= MAX_ATTRIBUTES) /* an attribute has one */
        return true;
    const unsigned char *at = in.data;
    const unsigned char *end = in.data + in.size;
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        int values = 0;
        at++;
        if (begins(at, end, "!--"))
            at = past(at + 3, end, "-->");
        else if (begins(at, end, "![CDATA["))
            at = past(at, end, "]]>");
        else if (begins(at, end, "?"))
            at = past(at, end, "?>");
        else if (!begins(at, end, "/"))
            at = past_tag(at, end, &values);
        if (values > MAX_ATTRIBUTES)
            return false;
    }
    return true;
}

/* Parsers are kept, and with them the names they know, from one document to the next: to make one
 * and to learn the names takes as long as to read a small document. */
static struct stock parsers = STOCK_EMPTY;

static xmlParserCtxtPtr take_parser(void)
{
    xmlParserCtxtPtr parser = stock_take(&parsers);
    if (parser == NULL) {
        parser = xmlNewParserCtxt();
        if (parser == NULL)
            panic("out of memory in libxml2");
        set_handlers(parser->sax);
    }
    return parser;
}

/* A parser that met an error is not trusted with another document, and one whose documents had many
 * names would keep them all. */
static void done_with(xmlParserCtxtPtr parser, enum status st)
{
    bool good = st == OK && xmlDictSize(parser->dict) <= MAX_NAMES_KEPT;
    if (good)
        xmlCtxtReset(parser);
    if (!good || !stock_give(&parsers, parser))
        xmlFreeParserCtxt(parser);
}

/* `text` is NUL-terminated, which spares libxml2 a copy that it would look after all the time. */
static enum status parse(struct reader *r, const char *text)
{
    r->parser = take_parser();
    r->parser->userData = r;
    /* HUGE lifts libxml2's own limits in favour of ours; the encoding is settled already. */
    xmlDocPtr nothing = xmlCtxtReadDoc(r->parser, (const xmlChar *)text, NULL, NULL,
                                       XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_IGNORE_ENC);
    if (r->st == OK && (!r->parser->wellFormed || r->root == NULL || r->open != NULL))
        r->st = fault_set(r->fault, BAD_INPUT, "line %d: not well-formed", r->line);
    xmlFreeDoc(nothing); /* NULL, unless a declaration made libxml2 keep notes */
    done_with(r->parser, r->st);
    return r->st;
}

void xml_library_start(void)
{
    xmlInitParser();
}

void xml_library_stop(void)
{
    xmlCleanupParser();
}

enum status xml_read(struct arena *arena, struct bytes bytes, const char *charset,
                     const struct xml_limits *limits, struct xml_document **out,
                     struct fault *fault)
{
    enum status st;
    struct xml_source source;
    if (bytes.size > limits->bytes || bytes.size > INT_MAX / 3)
        return fault_set(fault, TOO_LARGE, "the document has %zu bytes, more than %zu", bytes.size,
                         limits->bytes);
    if ((st = xml_decode(arena, bytes, charset, &source, fault)) != OK)
        return st;
    if (!few_attributes(source.utf8))
        return fault_set(fault, TOO_LARGE, "line %d: a tag has more than %d attributes",
                         source.line, MAX_ATTRIBUTES);
    struct reader r = {.arena = arena, .limits = limits, .fault = fault, .line = source.line};
    buf_init(&r.text, arena, source.utf8.size);
    const char *text = arena_text_n(arena, (const char *)source.utf8.data, source.utf8.size);
    if ((st = parse(&r, text)) != OK)
        return st;
    if (r.text.overflow)
        panic("xml: more text than document");
    *out = arena_make(arena, struct xml_document);
    **out = (struct xml_document){&r.root->node, r.doctype, source.encoding};
    return OK;
}
