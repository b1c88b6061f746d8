// Made by Scripts/embed from the files below data/. Do not edit: run the script.
#include "table.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "data/attack-enterprise.tsv" if_empty(0)
};
static const unsigned char file_1[] = {
#embed "data/demo.recording" if_empty(0)
};
static const unsigned char file_2[] = {
#embed "data/falco-rules.tsv" if_empty(0)
};
static const unsigned char file_3[] = {
#embed "data/fields.tsv" if_empty(0)
};
static const unsigned char file_4[] = {
#embed "data/playbook-format.md" if_empty(0)
};
static const unsigned char file_5[] = {
#embed "data/playbooks/classes/account.yaml" if_empty(0)
};
static const unsigned char file_6[] = {
#embed "data/playbooks/classes/cloud.yaml" if_empty(0)
};
static const unsigned char file_7[] = {
#embed "data/playbooks/classes/file-read.yaml" if_empty(0)
};
static const unsigned char file_8[] = {
#embed "data/playbooks/classes/file-write.yaml" if_empty(0)
};
static const unsigned char file_9[] = {
#embed "data/playbooks/classes/internal.yaml" if_empty(0)
};
static const unsigned char file_10[] = {
#embed "data/playbooks/classes/kubernetes-audit.yaml" if_empty(0)
};
static const unsigned char file_11[] = {
#embed "data/playbooks/classes/module.yaml" if_empty(0)
};
static const unsigned char file_12[] = {
#embed "data/playbooks/classes/namespace.yaml" if_empty(0)
};
static const unsigned char file_13[] = {
#embed "data/playbooks/classes/network.yaml" if_empty(0)
};
static const unsigned char file_14[] = {
#embed "data/playbooks/classes/other.yaml" if_empty(0)
};
static const unsigned char file_15[] = {
#embed "data/playbooks/classes/process.yaml" if_empty(0)
};
static const unsigned char file_16[] = {
#embed "data/playbooks/classes/ptrace.yaml" if_empty(0)
};
static const unsigned char file_17[] = {
#embed "data/playbooks/context/container.yaml" if_empty(0)
};
static const unsigned char file_18[] = {
#embed "data/playbooks/context/file.yaml" if_empty(0)
};
static const unsigned char file_19[] = {
#embed "data/playbooks/context/host.yaml" if_empty(0)
};
static const unsigned char file_20[] = {
#embed "data/playbooks/context/kubernetes.yaml" if_empty(0)
};
static const unsigned char file_21[] = {
#embed "data/playbooks/context/network.yaml" if_empty(0)
};
static const unsigned char file_22[] = {
#embed "data/playbooks/context/process.yaml" if_empty(0)
};
static const unsigned char file_23[] = {
#embed "data/playbooks/context/user.yaml" if_empty(0)
};
static const unsigned char file_24[] = {
#embed "data/playbooks/rules/clear-log-activities.yaml" if_empty(0)
};
static const unsigned char file_25[] = {
#embed "data/playbooks/rules/contact-k8s-api-server-from-container.yaml" if_empty(0)
};
static const unsigned char file_26[] = {
#embed "data/playbooks/rules/create-hardlink-over-sensitive-files.yaml" if_empty(0)
};
static const unsigned char file_27[] = {
#embed "data/playbooks/rules/create-symlink-over-sensitive-files.yaml" if_empty(0)
};
static const unsigned char file_28[] = {
#embed "data/playbooks/rules/debugfs-launched-in-privileged-container.yaml" if_empty(0)
};
static const unsigned char file_29[] = {
#embed "data/playbooks/rules/detect-release-agent-file-container-escapes.yaml" if_empty(0)
};
static const unsigned char file_30[] = {
#embed "data/playbooks/rules/directory-traversal-monitored-file-read.yaml" if_empty(0)
};
static const unsigned char file_31[] = {
#embed "data/playbooks/rules/disallowed-ssh-connection-non-standard-port.yaml" if_empty(0)
};
static const unsigned char file_32[] = {
#embed "data/playbooks/rules/drop-and-execute-new-binary-in-container.yaml" if_empty(0)
};
static const unsigned char file_33[] = {
#embed "data/playbooks/rules/execution-from-dev-shm.yaml" if_empty(0)
};
static const unsigned char file_34[] = {
#embed "data/playbooks/rules/fileless-execution-via-memfd-create.yaml" if_empty(0)
};
static const unsigned char file_35[] = {
#embed "data/playbooks/rules/find-aws-credentials.yaml" if_empty(0)
};
static const unsigned char file_36[] = {
#embed "data/playbooks/rules/linux-kernel-module-injection-detected.yaml" if_empty(0)
};
static const unsigned char file_37[] = {
#embed "data/playbooks/rules/netcat-remote-code-execution-in-container.yaml" if_empty(0)
};
static const unsigned char file_38[] = {
#embed "data/playbooks/rules/packet-socket-created-in-container.yaml" if_empty(0)
};
static const unsigned char file_39[] = {
#embed "data/playbooks/rules/ptrace-anti-debug-attempt.yaml" if_empty(0)
};
static const unsigned char file_40[] = {
#embed "data/playbooks/rules/ptrace-attached-to-process.yaml" if_empty(0)
};
static const unsigned char file_41[] = {
#embed "data/playbooks/rules/read-sensitive-file-trusted-after-startup.yaml" if_empty(0)
};
static const unsigned char file_42[] = {
#embed "data/playbooks/rules/read-sensitive-file-untrusted.yaml" if_empty(0)
};
static const unsigned char file_43[] = {
#embed "data/playbooks/rules/redirect-stdout-stdin-to-network-connection-in-container.yaml" if_empty(0)
};
static const unsigned char file_44[] = {
#embed "data/playbooks/rules/remove-bulk-data-from-disk.yaml" if_empty(0)
};
static const unsigned char file_45[] = {
#embed "data/playbooks/rules/run-shell-untrusted.yaml" if_empty(0)
};
static const unsigned char file_46[] = {
#embed "data/playbooks/rules/search-private-keys-or-passwords.yaml" if_empty(0)
};
static const unsigned char file_47[] = {
#embed "data/playbooks/rules/system-user-interactive.yaml" if_empty(0)
};
static const unsigned char file_48[] = {
#embed "data/playbooks/rules/terminal-shell-in-container.yaml" if_empty(0)
};
static const unsigned char file_49[] = {
#embed "data/playbooks/techniques/T1005.yaml" if_empty(0)
};
static const unsigned char file_50[] = {
#embed "data/playbooks/techniques/T1020.yaml" if_empty(0)
};
static const unsigned char file_51[] = {
#embed "data/playbooks/techniques/T1021.004.yaml" if_empty(0)
};
static const unsigned char file_52[] = {
#embed "data/playbooks/techniques/T1041.yaml" if_empty(0)
};
static const unsigned char file_53[] = {
#embed "data/playbooks/techniques/T1046.yaml" if_empty(0)
};
static const unsigned char file_54[] = {
#embed "data/playbooks/techniques/T1048.yaml" if_empty(0)
};
static const unsigned char file_55[] = {
#embed "data/playbooks/techniques/T1053.yaml" if_empty(0)
};
static const unsigned char file_56[] = {
#embed "data/playbooks/techniques/T1055.008.yaml" if_empty(0)
};
static const unsigned char file_57[] = {
#embed "data/playbooks/techniques/T1059.004.yaml" if_empty(0)
};
static const unsigned char file_58[] = {
#embed "data/playbooks/techniques/T1059.yaml" if_empty(0)
};
static const unsigned char file_59[] = {
#embed "data/playbooks/techniques/T1068.yaml" if_empty(0)
};
static const unsigned char file_60[] = {
#embed "data/playbooks/techniques/T1070.yaml" if_empty(0)
};
static const unsigned char file_61[] = {
#embed "data/playbooks/techniques/T1072.yaml" if_empty(0)
};
static const unsigned char file_62[] = {
#embed "data/playbooks/techniques/T1083.yaml" if_empty(0)
};
static const unsigned char file_63[] = {
#embed "data/playbooks/techniques/T1098.004.yaml" if_empty(0)
};
static const unsigned char file_64[] = {
#embed "data/playbooks/techniques/T1098.yaml" if_empty(0)
};
static const unsigned char file_65[] = {
#embed "data/playbooks/techniques/T1105.yaml" if_empty(0)
};
static const unsigned char file_66[] = {
#embed "data/playbooks/techniques/T1132.yaml" if_empty(0)
};
static const unsigned char file_67[] = {
#embed "data/playbooks/techniques/T1136.yaml" if_empty(0)
};
static const unsigned char file_68[] = {
#embed "data/playbooks/techniques/T1190.yaml" if_empty(0)
};
static const unsigned char file_69[] = {
#embed "data/playbooks/techniques/T1195.002.yaml" if_empty(0)
};
static const unsigned char file_70[] = {
#embed "data/playbooks/techniques/T1204.yaml" if_empty(0)
};
static const unsigned char file_71[] = {
#embed "data/playbooks/techniques/T1205.yaml" if_empty(0)
};
static const unsigned char file_72[] = {
#embed "data/playbooks/techniques/T1222.yaml" if_empty(0)
};
static const unsigned char file_73[] = {
#embed "data/playbooks/techniques/T1485.yaml" if_empty(0)
};
static const unsigned char file_74[] = {
#embed "data/playbooks/techniques/T1490.yaml" if_empty(0)
};
static const unsigned char file_75[] = {
#embed "data/playbooks/techniques/T1496.yaml" if_empty(0)
};
static const unsigned char file_76[] = {
#embed "data/playbooks/techniques/T1498.yaml" if_empty(0)
};
static const unsigned char file_77[] = {
#embed "data/playbooks/techniques/T1505.003.yaml" if_empty(0)
};
static const unsigned char file_78[] = {
#embed "data/playbooks/techniques/T1505.yaml" if_empty(0)
};
static const unsigned char file_79[] = {
#embed "data/playbooks/techniques/T1543.yaml" if_empty(0)
};
static const unsigned char file_80[] = {
#embed "data/playbooks/techniques/T1546.004.yaml" if_empty(0)
};
static const unsigned char file_81[] = {
#embed "data/playbooks/techniques/T1548.001.yaml" if_empty(0)
};
static const unsigned char file_82[] = {
#embed "data/playbooks/techniques/T1548.yaml" if_empty(0)
};
static const unsigned char file_83[] = {
#embed "data/playbooks/techniques/T1552.005.yaml" if_empty(0)
};
static const unsigned char file_84[] = {
#embed "data/playbooks/techniques/T1552.yaml" if_empty(0)
};
static const unsigned char file_85[] = {
#embed "data/playbooks/techniques/T1555.yaml" if_empty(0)
};
static const unsigned char file_86[] = {
#embed "data/playbooks/techniques/T1556.yaml" if_empty(0)
};
static const unsigned char file_87[] = {
#embed "data/playbooks/techniques/T1557.yaml" if_empty(0)
};
static const unsigned char file_88[] = {
#embed "data/playbooks/techniques/T1562.yaml" if_empty(0)
};
static const unsigned char file_89[] = {
#embed "data/playbooks/techniques/T1564.001.yaml" if_empty(0)
};
static const unsigned char file_90[] = {
#embed "data/playbooks/techniques/T1565.yaml" if_empty(0)
};
static const unsigned char file_91[] = {
#embed "data/playbooks/techniques/T1567.yaml" if_empty(0)
};
static const unsigned char file_92[] = {
#embed "data/playbooks/techniques/T1610.yaml" if_empty(0)
};
static const unsigned char file_93[] = {
#embed "data/playbooks/techniques/T1611.yaml" if_empty(0)
};
static const unsigned char file_94[] = {
#embed "data/playbooks/techniques/T1613.yaml" if_empty(0)
};
static const unsigned char file_95[] = {
#embed "data/playbooks/techniques/T1620.yaml" if_empty(0)
};
static const unsigned char file_96[] = {
#embed "data/playbooks/techniques/T1622.yaml" if_empty(0)
};
static const unsigned char file_97[] = {
#embed "data/values.tsv" if_empty(0)
};

const falconer_file falconer_table[] = {
    {"attack-enterprise.tsv", file_0, sizeof file_0},
    {"demo.recording", file_1, sizeof file_1},
    {"falco-rules.tsv", file_2, sizeof file_2},
    {"fields.tsv", file_3, sizeof file_3},
    {"playbook-format.md", file_4, sizeof file_4},
    {"playbooks/classes/account.yaml", file_5, sizeof file_5},
    {"playbooks/classes/cloud.yaml", file_6, sizeof file_6},
    {"playbooks/classes/file-read.yaml", file_7, sizeof file_7},
    {"playbooks/classes/file-write.yaml", file_8, sizeof file_8},
    {"playbooks/classes/internal.yaml", file_9, sizeof file_9},
    {"playbooks/classes/kubernetes-audit.yaml", file_10, sizeof file_10},
    {"playbooks/classes/module.yaml", file_11, sizeof file_11},
    {"playbooks/classes/namespace.yaml", file_12, sizeof file_12},
    {"playbooks/classes/network.yaml", file_13, sizeof file_13},
    {"playbooks/classes/other.yaml", file_14, sizeof file_14},
    {"playbooks/classes/process.yaml", file_15, sizeof file_15},
    {"playbooks/classes/ptrace.yaml", file_16, sizeof file_16},
    {"playbooks/context/container.yaml", file_17, sizeof file_17},
    {"playbooks/context/file.yaml", file_18, sizeof file_18},
    {"playbooks/context/host.yaml", file_19, sizeof file_19},
    {"playbooks/context/kubernetes.yaml", file_20, sizeof file_20},
    {"playbooks/context/network.yaml", file_21, sizeof file_21},
    {"playbooks/context/process.yaml", file_22, sizeof file_22},
    {"playbooks/context/user.yaml", file_23, sizeof file_23},
    {"playbooks/rules/clear-log-activities.yaml", file_24, sizeof file_24},
    {"playbooks/rules/contact-k8s-api-server-from-container.yaml", file_25, sizeof file_25},
    {"playbooks/rules/create-hardlink-over-sensitive-files.yaml", file_26, sizeof file_26},
    {"playbooks/rules/create-symlink-over-sensitive-files.yaml", file_27, sizeof file_27},
    {"playbooks/rules/debugfs-launched-in-privileged-container.yaml", file_28, sizeof file_28},
    {"playbooks/rules/detect-release-agent-file-container-escapes.yaml", file_29, sizeof file_29},
    {"playbooks/rules/directory-traversal-monitored-file-read.yaml", file_30, sizeof file_30},
    {"playbooks/rules/disallowed-ssh-connection-non-standard-port.yaml", file_31, sizeof file_31},
    {"playbooks/rules/drop-and-execute-new-binary-in-container.yaml", file_32, sizeof file_32},
    {"playbooks/rules/execution-from-dev-shm.yaml", file_33, sizeof file_33},
    {"playbooks/rules/fileless-execution-via-memfd-create.yaml", file_34, sizeof file_34},
    {"playbooks/rules/find-aws-credentials.yaml", file_35, sizeof file_35},
    {"playbooks/rules/linux-kernel-module-injection-detected.yaml", file_36, sizeof file_36},
    {"playbooks/rules/netcat-remote-code-execution-in-container.yaml", file_37, sizeof file_37},
    {"playbooks/rules/packet-socket-created-in-container.yaml", file_38, sizeof file_38},
    {"playbooks/rules/ptrace-anti-debug-attempt.yaml", file_39, sizeof file_39},
    {"playbooks/rules/ptrace-attached-to-process.yaml", file_40, sizeof file_40},
    {"playbooks/rules/read-sensitive-file-trusted-after-startup.yaml", file_41, sizeof file_41},
    {"playbooks/rules/read-sensitive-file-untrusted.yaml", file_42, sizeof file_42},
    {"playbooks/rules/redirect-stdout-stdin-to-network-connection-in-container.yaml", file_43, sizeof file_43},
    {"playbooks/rules/remove-bulk-data-from-disk.yaml", file_44, sizeof file_44},
    {"playbooks/rules/run-shell-untrusted.yaml", file_45, sizeof file_45},
    {"playbooks/rules/search-private-keys-or-passwords.yaml", file_46, sizeof file_46},
    {"playbooks/rules/system-user-interactive.yaml", file_47, sizeof file_47},
    {"playbooks/rules/terminal-shell-in-container.yaml", file_48, sizeof file_48},
    {"playbooks/techniques/T1005.yaml", file_49, sizeof file_49},
    {"playbooks/techniques/T1020.yaml", file_50, sizeof file_50},
    {"playbooks/techniques/T1021.004.yaml", file_51, sizeof file_51},
    {"playbooks/techniques/T1041.yaml", file_52, sizeof file_52},
    {"playbooks/techniques/T1046.yaml", file_53, sizeof file_53},
    {"playbooks/techniques/T1048.yaml", file_54, sizeof file_54},
    {"playbooks/techniques/T1053.yaml", file_55, sizeof file_55},
    {"playbooks/techniques/T1055.008.yaml", file_56, sizeof file_56},
    {"playbooks/techniques/T1059.004.yaml", file_57, sizeof file_57},
    {"playbooks/techniques/T1059.yaml", file_58, sizeof file_58},
    {"playbooks/techniques/T1068.yaml", file_59, sizeof file_59},
    {"playbooks/techniques/T1070.yaml", file_60, sizeof file_60},
    {"playbooks/techniques/T1072.yaml", file_61, sizeof file_61},
    {"playbooks/techniques/T1083.yaml", file_62, sizeof file_62},
    {"playbooks/techniques/T1098.004.yaml", file_63, sizeof file_63},
    {"playbooks/techniques/T1098.yaml", file_64, sizeof file_64},
    {"playbooks/techniques/T1105.yaml", file_65, sizeof file_65},
    {"playbooks/techniques/T1132.yaml", file_66, sizeof file_66},
    {"playbooks/techniques/T1136.yaml", file_67, sizeof file_67},
    {"playbooks/techniques/T1190.yaml", file_68, sizeof file_68},
    {"playbooks/techniques/T1195.002.yaml", file_69, sizeof file_69},
    {"playbooks/techniques/T1204.yaml", file_70, sizeof file_70},
    {"playbooks/techniques/T1205.yaml", file_71, sizeof file_71},
    {"playbooks/techniques/T1222.yaml", file_72, sizeof file_72},
    {"playbooks/techniques/T1485.yaml", file_73, sizeof file_73},
    {"playbooks/techniques/T1490.yaml", file_74, sizeof file_74},
    {"playbooks/techniques/T1496.yaml", file_75, sizeof file_75},
    {"playbooks/techniques/T1498.yaml", file_76, sizeof file_76},
    {"playbooks/techniques/T1505.003.yaml", file_77, sizeof file_77},
    {"playbooks/techniques/T1505.yaml", file_78, sizeof file_78},
    {"playbooks/techniques/T1543.yaml", file_79, sizeof file_79},
    {"playbooks/techniques/T1546.004.yaml", file_80, sizeof file_80},
    {"playbooks/techniques/T1548.001.yaml", file_81, sizeof file_81},
    {"playbooks/techniques/T1548.yaml", file_82, sizeof file_82},
    {"playbooks/techniques/T1552.005.yaml", file_83, sizeof file_83},
    {"playbooks/techniques/T1552.yaml", file_84, sizeof file_84},
    {"playbooks/techniques/T1555.yaml", file_85, sizeof file_85},
    {"playbooks/techniques/T1556.yaml", file_86, sizeof file_86},
    {"playbooks/techniques/T1557.yaml", file_87, sizeof file_87},
    {"playbooks/techniques/T1562.yaml", file_88, sizeof file_88},
    {"playbooks/techniques/T1564.001.yaml", file_89, sizeof file_89},
    {"playbooks/techniques/T1565.yaml", file_90, sizeof file_90},
    {"playbooks/techniques/T1567.yaml", file_91, sizeof file_91},
    {"playbooks/techniques/T1610.yaml", file_92, sizeof file_92},
    {"playbooks/techniques/T1611.yaml", file_93, sizeof file_93},
    {"playbooks/techniques/T1613.yaml", file_94, sizeof file_94},
    {"playbooks/techniques/T1620.yaml", file_95, sizeof file_95},
    {"playbooks/techniques/T1622.yaml", file_96, sizeof file_96},
    {"values.tsv", file_97, sizeof file_97},
    {0, 0, 0},
};
const size_t falconer_table_count = sizeof falconer_table / sizeof *falconer_table - 1;
