/* What a password may be: long, and not what everybody tries first (NIST SP 800-63B
 * section 5.1.1.2: no rules about kinds of characters). */
#include <string.h>

#include "app/sign_up.h"
#include "base/arena.h"
#include "base/text.h"

enum { KINDS_MIN = 5, OWN_WORD_MIN = 4 };

/* Those of PASSWORD_MIN characters and more that head the lists of leaked ones; compared without
 * case, and also where only digits or `!` follow. */
static const char *const common[] = {
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456123456",
    "qwertyuiop12",
    "qwertyuiopas",
    "qwertyuiop[]",
    "qwertyuiop1234",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1q2w3e4r5t6y7u",
    "zaq12wsxcde3",
    "passwordpassword",
    "password1234",
    "password12345",
    "passw0rd1234",
    "p@ssw0rd1234",
    "iloveyou1234",
    "welcome12345",
    "adminadmin12",
    "administrator",
    "letmeinletmein",
    "changemechangeme",
    "changeme1234",
    "correcthorsebatterystaple",
    "abcdefghijkl",
    "abcd1234abcd",
    "asdfghjkl123",
    "asdfghjklqwe",
    "football1234",
    "monkeymonkey",
    "dragondragon",
    "superman1234",
    "trustno1trustno1",
    "qazwsxedcrfv",
    "unbelievable",
    "procurement1",
    "procurement123",
    "marketplace1",
    "marketplace123",
};

static bool few_kinds(const char *password)
{
    bool seen[256] = {false};
    int kinds = 0;
    for (const unsigned char *at = (const unsigned char *)password; *at != '\0'; at++) {
        kinds += !seen[*at];
        seen[*at] = true;
    }
    return kinds < KINDS_MIN;
}

static bool is_common(const char *password)
{
    size_t length = strlen(password);
    while (length > 0 && strchr("0123456789!", password[length - 1]) != NULL)
        length--;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        size_t word = strlen(common[i]);
        if (text_equal_nocase(common[i], password))
            return true;
        while (word > 0 && strchr("0123456789!", common[i][word - 1]) != NULL)
            word--;
        if (word >= OWN_WORD_MIN && word == length && strncasecmp(common[i], password, word) == 0)
            return true;
    }
    return false;
}

/* Whether `word` is most of the password. */
static bool is_made_of(const char *password, const char *word, size_t length)
{
    size_t rest = strlen(password);
    if (length < OWN_WORD_MIN)
        return false;
    for (const char *at = password; *at != '\0'; at++) {
        if (strncasecmp(at, word, length) == 0)
            return rest - length < PASSWORD_MIN - OWN_WORD_MIN;
    }
    return false;
}

const char *password_problem(const char *password, const char *name, const char *email)
{
    if (strlen(password) < PASSWORD_MIN)
        return "Choose at least 12 characters. A few words in a row are easy to remember.";
    if (strlen(password) > PASSWORD_MAX)
        return "Choose at most 256 characters.";
    if (few_kinds(password) || is_common(password))
        return "This is among the passwords that are tried first. Choose another.";
    if (is_made_of(password, name, strlen(name)) ||
        is_made_of(password, email, strcspn(email, "@")))
        return "This is little more than the name or the email address. Choose another.";
    return NULL;
}
