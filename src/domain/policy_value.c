#include "domain/policy_value.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"

static const char digits[] = "0123456789";

bool policy_number_read(const char *text, struct policy_number *out)
{
    bool negative = *text == '-';
    text += *text == '-' || *text == '+';
    size_t whole = strspn(text, digits);
    size_t fraction = text[whole] == '.' ? strspn(text + whole + 1, digits) : 0;
    const char *behind = text + whole + (text[whole] == '.' ? 1 : 0);
    if (whole == 0 || behind[fraction] != '\0' || (*behind == '\0' && behind[-1] == '.'))
        return false;
    while (whole > 0 && *text == '0') {
        text++;
        whole--;
    }
    while (fraction > 0 && behind[fraction - 1] == '0')
        fraction--;
    *out = (struct policy_number){negative && whole + fraction > 0, text, whole, behind, fraction};
    return true;
}

static int order_of(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int compare_size(const struct policy_number *a, const struct policy_number *b)
{
    if (a->whole_length != b->whole_length)
        return order_of(a->whole_length, b->whole_length);
    int order = memcmp(a->whole, b->whole, a->whole_length);
    size_t common =
        a->fraction_length < b->fraction_length ? a->fraction_length : b->fraction_length;
    if (order == 0)
        order = memcmp(a->fraction, b->fraction, common);
    return order != 0 ? order : order_of(a->fraction_length, b->fraction_length);
}

int policy_number_compare(const struct policy_number *a, const struct policy_number *b)
{
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    return a->negative ? compare_size(b, a) : compare_size(a, b);
}

/* Seconds since 1970, to the microsecond. */
static bool read_epoch(const char *text, int64_t *out_us)
{
    struct policy_number number;
    int64_t seconds = 0;
    int64_t fraction_us = 0;
    int64_t unit_us = TIME_SECOND_US;
    if (!policy_number_read(text, &number) || number.whole_length > 12)
        return false;
    for (size_t i = 0; i < number.whole_length; i++)
        seconds = seconds * 10 + (number.whole[i] - '0');
    for (size_t i = 0; i < number.fraction_length && unit_us > 1; i++)
        fraction_us += (unit_us /= 10) * (number.fraction[i] - '0');
    *out_us = seconds * TIME_SECOND_US + fraction_us;
    if (number.negative)
        *out_us = -*out_us;
    return true;
}

bool policy_time_read(const char *text, int64_t *out_us)
{
    if (read_epoch(text, out_us))
        return true;
    /* time_parse also takes what procurement systems write; this is for four digits, a month, and
     * no blank or name anywhere. */
    size_t year = strspn(text, digits);
    size_t month = year == 4 && text[4] == '-' ? strspn(text + 5, digits) : 0;
    if (month != 2 || strspn(text, "0123456789-+:.TtZz") != strlen(text))
        return false;
    char day[sizeof "2026-11-01"];
    if (text[7] == '\0') {
        snprintf(day, sizeof day, "%s-01", text);
        text = day;
    }
    return time_parse(text, out_us);
}

static bool read_address(const char *text, struct policy_network *out)
{
    memset(out, 0, sizeof *out);
    out->six = strchr(text, ':') != NULL;
    out->bits = out->six ? 128 : 32;
    return inet_pton(out->six ? AF_INET6 : AF_INET, text, out->address) == 1;
}

static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};

bool policy_address_read(const char *text, struct policy_network *out)
{
    if (!read_address(text, out))
        return false;
    if (out->six && memcmp(out->address, mapped, sizeof mapped) == 0) {
        memmove(out->address, out->address + sizeof mapped, 4);
        out->six = false;
        out->bits = 32;
    }
    return true;
}

/* The bits of an address's byte that a prefix is about. */
static unsigned mask(unsigned bits, size_t byte)
{
    if (bits >= 8 * (byte + 1))
        return 0xFF;
    return bits <= 8 * byte ? 0 : 0xFFu << (8 * (byte + 1) - bits) & 0xFF;
}

bool policy_network_read(const char *text, struct policy_network *out, const char **reason)
{
    char address[INET6_ADDRSTRLEN];
    size_t length = strcspn(text, "/");
    int64_t bits = -1;
    if (length >= sizeof address) {
        *reason = "this is no IP address";
        return false;
    }
    memcpy(address, text, length);
    address[length] = '\0';
    if (!read_address(address, out)) {
        *reason = "this is no IP address or range, such as 203.0.113.0/24 or 2001:db8::/32";
        return false;
    }
    if (text[length] == '/' &&
        (!text_to_int(text + length + 1, &bits) || bits < 0 || bits > out->bits)) {
        *reason = "the prefix behind the / must be a number up to 32, for IPv6 up to 128";
        return false;
    }
    if (bits >= 0)
        out->bits = (unsigned)bits;
    bool beyond = false;
    for (size_t i = 0; i < sizeof out->address; i++)
        beyond = beyond || (out->address[i] & ~mask(out->bits, i)) != 0;
    if (out->six && beyond) {
        *reason = "this IPv6 range has bits beyond its prefix, so no address would be in it";
        return false;
    }
    if (out->six && out->bits >= 96 && memcmp(out->address, mapped, sizeof mapped) == 0) {
        *reason = "IPv4 addresses in a policy are written without ::ffff:";
        return false;
    }
    return true;
}

bool policy_network_holds(const struct policy_network *network,
                          const struct policy_network *address)
{
    if (network->six != address->six)
        return false;
    for (size_t i = 0; i < sizeof network->address; i++) {
        if (((network->address[i] ^ address->address[i]) & mask(network->bits, i)) != 0)
            return false;
    }
    return true;
}
