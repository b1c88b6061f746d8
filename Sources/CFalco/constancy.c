// What of a field stays equal when the same thing happens again.
#include "internal.h"

typedef enum {
    MOMENT,  // names one moment, one process, one descriptor or one event: nothing lasts
    ADDRESS,  // may name a connection, whose client's port is picked anew each time
    PORT,  // is one end's port: it lasts unless it is one of those
    ARGUMENTS,  // lists a system call's arguments, some of which name a moment
} kind;

// The first port of those that Linux gives to clients unless told otherwise.
#define FALCO_FIRST_EPHEMERAL 32768

typedef struct {
    const char *name;
    uint8_t length;
    bool any_ending;
    kind kind;
} rule;

#define KEY(name, kind) {name, sizeof name - 1, false, kind}
#define KEYS(name, kind) {name, sizeof name - 1, true, kind}

// Falco's own names, by the part before the first dot. Plugins' fields stand here where they identify one event.
static const rule event_rules[] = {
    KEYS("evt.time", MOMENT), KEYS("evt.rawtime", MOMENT), KEYS("evt.datetime", MOMENT), KEYS("evt.reltime", MOMENT),
    KEYS("evt.latency", MOMENT), KEYS("evt.deltatime", MOMENT), KEY("evt.outputtime", MOMENT),
    KEY("evt.wait_latency", MOMENT), KEY("evt.num", MOMENT), KEY("evt.cpu", MOMENT), KEY("evt.rawres", MOMENT),
    KEY("evt.plugininfo", MOMENT), KEY("evt.arg.pid", MOMENT), KEY("evt.arg.tid", MOMENT),
    KEY("evt.arg.ptid", MOMENT), KEY("evt.arg.vtid", MOMENT), KEY("evt.arg.vpid", MOMENT),
    KEY("evt.arg.pgid", MOMENT), KEY("evt.rawarg.pid", MOMENT), KEY("evt.rawarg.tid", MOMENT),
    KEY("evt.rawarg.ptid", MOMENT), KEY("evt.rawarg.vtid", MOMENT), KEY("evt.rawarg.vpid", MOMENT),
    KEY("evt.rawarg.pgid", MOMENT), KEY("evt.rawarg.fd", MOMENT), KEY("evt.arg.tuple", ADDRESS),
    KEY("evt.args", ARGUMENTS), KEY("evt.info", ARGUMENTS),
};
static const rule process_rules[] = {
    KEY("proc.pid", MOMENT), KEY("proc.ppid", MOMENT), KEY("proc.vpid", MOMENT), KEY("proc.pvpid", MOMENT),
    KEY("proc.sid", MOMENT), KEY("proc.pgid", MOMENT), KEY("proc.vpgid", MOMENT), KEYS("proc.apid", MOMENT),
    KEY("proc.loginshellid", MOMENT), KEY("proc.duration", MOMENT), KEY("proc.ppid.duration", MOMENT),
    KEY("proc.pid.ts", MOMENT), KEY("proc.ppid.ts", MOMENT), KEY("proc.pidns_init_start_ts", MOMENT),
    KEYS("proc.exe_ino.", MOMENT), KEY("proc.vmsize", MOMENT), KEY("proc.vmrss", MOMENT), KEY("proc.vmswap", MOMENT),
    KEY("proc.fdopencount", MOMENT), KEY("proc.fdusage", MOMENT), KEY("proc.nthreads", MOMENT),
    KEY("proc.nchilds", MOMENT),
};
static const rule thread_rules[] = {
    KEY("thread.tid", MOMENT), KEY("thread.vtid", MOMENT), KEY("thread.nametid", MOMENT),
    KEY("thread.exectime", MOMENT), KEY("thread.totexectime", MOMENT), KEYS("thread.cpu", MOMENT),
    KEYS("thread.vm", MOMENT), KEY("thread.pfmajor", MOMENT), KEY("thread.pfminor", MOMENT),
};
static const rule descriptor_rules[] = {
    KEY("fd.num", MOMENT), KEY("fd.uid", MOMENT), KEY("fd.ino", MOMENT), KEY("fd.cport", MOMENT),
    KEY("fd.name", ADDRESS), KEY("fd.nameraw", ADDRESS), KEY("fd.lport", PORT), KEY("fd.rport", PORT),
};
static const rule other_rules[] = {
    KEY("container.start_ts", MOMENT), KEY("container.duration", MOMENT),
    // Events as JSON: k8s_audit and other plugins
    KEYS("jevt.time", MOMENT), KEYS("jevt.rawtime", MOMENT), KEY("jevt.obj", MOMENT), KEYS("json.rawtime", MOMENT),
    KEY("json.obj", MOMENT), KEY("ka.auditid", MOMENT), KEY("ct.id", MOMENT), KEY("ct.time", MOMENT),
    KEY("ct.requestid", MOMENT), KEY("ct.sharedeventid", MOMENT), KEY("okta.published", MOMENT),
    KEY("okta.transaction.id", MOMENT), KEYS("okta.mfa.failure.countlast", MOMENT),
    KEYS("okta.mfa.deny.countlast", MOMENT),
    // Falco's counts about itself
    KEYS("falco.", MOMENT), KEYS("scap.", MOMENT), KEYS("plugins.", MOMENT), KEYS("n_drops", MOMENT),
    KEY("n_evts", MOMENT),
};

#define GROUP(prefix, rules) {prefix, sizeof prefix - 1, rules, sizeof rules / sizeof *rules}
static const struct {
    const char *prefix;
    size_t length;
    const rule *rules;
    size_t count;
} groups[] = {
    GROUP("proc.", process_rules), GROUP("evt.", event_rules),  GROUP("fd.", descriptor_rules),
    GROUP("thread.", thread_rules), GROUP("", other_rules),
};

static const rule *rule_for(const uint8_t *key, size_t length) {
    size_t group = 0;
    while (length < groups[group].length || (groups[group].length && key[0] != (uint8_t)groups[group].prefix[0])
           || memcmp(key, groups[group].prefix, groups[group].length) != 0)
        group++;
    for (size_t i = 0; i < groups[group].count; i++) {
        const rule *rule = &groups[group].rules[i];
        if (length < rule->length || (length > rule->length && !rule->any_ending)) continue;
        // Names of one length mostly differ at the end.
        if (key[rule->length - 1] != (uint8_t)rule->name[rule->length - 1]) continue;
        if (memcmp(key, rule->name, rule->length) == 0) return rule;
    }
    return NULL;
}

falco_constancy falco_key_constancy(const uint8_t *key, size_t length) {
    const rule *rule = rule_for(key, length);
    if (!rule) return FALCO_LASTS;
    return rule->kind == MOMENT ? FALCO_PASSES : FALCO_VARIES;
}

static bool is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_hex(uint8_t byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

static size_t count_hex(const uint8_t *value, size_t length) {
    size_t count = 0;
    while (count < length && is_hex(value[count])) count++;
    return count;
}

static bool is_arrow(const uint8_t *value, size_t length) {
    return length >= 2 && value[0] == '-' && value[1] == '>';
}

// `::1:43106->::1:4444` without the client's port: `::1->::1:4444`. Of a Unix socket, `ffff88810a->ffff88810b /run/x`,
// the path. Anything else stays.
static size_t put_address(const uint8_t *value, size_t length, uint8_t *out) {
    size_t arrow = 0, port = 0;
    while (arrow < length && (is_hex(value[arrow]) || value[arrow] == '.' || value[arrow] == ':')) {
        if (value[arrow] == ':') port = arrow;
        arrow++;
    }
    size_t kept = 0, rest = 0;  // `value` up to `kept` and from `rest` on
    if (is_arrow(value + arrow, length - arrow)) {
        const size_t first = count_hex(value, length);
        bool is_port = port > 0 && arrow > port + 1;
        for (size_t i = port + 1; i < arrow; i++) is_port = is_port && is_digit(value[i]);
        if (is_port) {
            kept = port;
            rest = arrow;
        } else if (first == arrow && first >= 8) {
            rest = arrow + 2 + count_hex(value + arrow + 2, length - arrow - 2);
        }
    }
    memcpy(out, value, kept);
    memcpy(out + kept, value + rest, length - rest);
    return kept + length - rest;
}

static size_t put_port(const uint8_t *value, size_t length, uint8_t *out) {
    unsigned port = 0;
    for (size_t i = 0; i < length && i < 6 && is_digit(value[i]); i++) port = 10 * port + (value[i] - '0');
    if (port >= FALCO_FIRST_EPHEMERAL) return 0;
    memcpy(out, value, length);
    return length;
}

// Whether an argument of that name is a number that another process or another call would have otherwise.
static bool is_passing(const uint8_t *name, size_t length) {
    static const char *const names[] = {"fd", "pid", "tid", "ptid", "vtid", "vpid", "pgid", "addr", "ino"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0) return true;
    return false;
}

// `fd=3(<f>/etc/shadow) name=x` without the number: `fd=(<f>/etc/shadow) name=x`.
static size_t put_arguments(const uint8_t *value, size_t length, uint8_t *out) {
    size_t put = 0, word = 0;
    for (size_t i = 0; i < length;) {
        const uint8_t byte = value[i++];
        out[put++] = byte;
        if (byte == ' ') word = i;
        if (byte != '=' || !is_passing(value + word, i - 1 - word)) continue;
        while (i < length && (is_hex(value[i]) || value[i] == '-')) i++;
    }
    return put;
}

size_t falco_lasting_part(
    const uint8_t *key, size_t key_length, const uint8_t *value, size_t length, uint8_t *out) {
    const rule *rule = rule_for(key, key_length);
    if (length == 0 || (rule && rule->kind == MOMENT)) return 0;
    if (rule && rule->kind == ADDRESS) return put_address(value, length, out);
    if (rule && rule->kind == PORT) return put_port(value, length, out);
    if (rule && rule->kind == ARGUMENTS) return put_arguments(value, length, out);
    memcpy(out, value, length);
    return length;
}
