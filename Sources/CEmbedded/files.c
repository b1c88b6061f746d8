// Made by Scripts/embed from the files below data/. Do not edit: run the script.
#include "table.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

FALCONER_FILE file_0[] = {
#embed "data/attack-enterprise.tsv" if_empty(0)
};
FALCONER_FILE file_1[] = {
#embed "data/demo.recording" if_empty(0)
};
FALCONER_FILE file_2[] = {
#embed "data/falco-rules.tsv" if_empty(0)
};
FALCONER_FILE file_3[] = {
#embed "data/fields.tsv" if_empty(0)
};
FALCONER_FILE file_4[] = {
#embed "data/playbook-format.md" if_empty(0)
};
FALCONER_FILE file_5[] = {
#embed "data/playbooks/classes/account.yaml" if_empty(0)
};
FALCONER_FILE file_6[] = {
#embed "data/playbooks/classes/cloud.yaml" if_empty(0)
};
FALCONER_FILE file_7[] = {
#embed "data/playbooks/classes/file-open.yaml" if_empty(0)
};
FALCONER_FILE file_8[] = {
#embed "data/playbooks/classes/file-read.yaml" if_empty(0)
};
FALCONER_FILE file_9[] = {
#embed "data/playbooks/classes/file-write.yaml" if_empty(0)
};
FALCONER_FILE file_10[] = {
#embed "data/playbooks/classes/internal.yaml" if_empty(0)
};
FALCONER_FILE file_11[] = {
#embed "data/playbooks/classes/kubernetes-audit.yaml" if_empty(0)
};
FALCONER_FILE file_12[] = {
#embed "data/playbooks/classes/module.yaml" if_empty(0)
};
FALCONER_FILE file_13[] = {
#embed "data/playbooks/classes/namespace.yaml" if_empty(0)
};
FALCONER_FILE file_14[] = {
#embed "data/playbooks/classes/network.yaml" if_empty(0)
};
FALCONER_FILE file_15[] = {
#embed "data/playbooks/classes/other.yaml" if_empty(0)
};
FALCONER_FILE file_16[] = {
#embed "data/playbooks/classes/process.yaml" if_empty(0)
};
FALCONER_FILE file_17[] = {
#embed "data/playbooks/classes/ptrace.yaml" if_empty(0)
};
FALCONER_FILE file_18[] = {
#embed "data/playbooks/context/container.yaml" if_empty(0)
};
FALCONER_FILE file_19[] = {
#embed "data/playbooks/context/file.yaml" if_empty(0)
};
FALCONER_FILE file_20[] = {
#embed "data/playbooks/context/host.yaml" if_empty(0)
};
FALCONER_FILE file_21[] = {
#embed "data/playbooks/context/kubernetes.yaml" if_empty(0)
};
FALCONER_FILE file_22[] = {
#embed "data/playbooks/context/network.yaml" if_empty(0)
};
FALCONER_FILE file_23[] = {
#embed "data/playbooks/context/process.yaml" if_empty(0)
};
FALCONER_FILE file_24[] = {
#embed "data/playbooks/context/user.yaml" if_empty(0)
};
FALCONER_FILE file_25[] = {
#embed "data/playbooks/rules/adding-ssh-keys-to-authorized-keys.yaml" if_empty(0)
};
FALCONER_FILE file_26[] = {
#embed "data/playbooks/rules/admin-permission-has-been-assigned-to-a-user-in-okta.yaml" if_empty(0)
};
FALCONER_FILE file_27[] = {
#embed "data/playbooks/rules/all-cloudtrail-events.yaml" if_empty(0)
};
FALCONER_FILE file_28[] = {
#embed "data/playbooks/rules/all-k8s-audit-events.yaml" if_empty(0)
};
FALCONER_FILE file_29[] = {
#embed "data/playbooks/rules/anonymous-request-allowed.yaml" if_empty(0)
};
FALCONER_FILE file_30[] = {
#embed "data/playbooks/rules/attach-exec-pod.yaml" if_empty(0)
};
FALCONER_FILE file_31[] = {
#embed "data/playbooks/rules/attach-to-cluster-admin-role.yaml" if_empty(0)
};
FALCONER_FILE file_32[] = {
#embed "data/playbooks/rules/backdoored-library-loaded-into-sshd-cve-2024-3094.yaml" if_empty(0)
};
FALCONER_FILE file_33[] = {
#embed "data/playbooks/rules/basic-interactive-reconnaissance.yaml" if_empty(0)
};
FALCONER_FILE file_34[] = {
#embed "data/playbooks/rules/bpf-program-not-profiled.yaml" if_empty(0)
};
FALCONER_FILE file_35[] = {
#embed "data/playbooks/rules/bucket-acl-or-policy-set.yaml" if_empty(0)
};
FALCONER_FILE file_36[] = {
#embed "data/playbooks/rules/change-namespace-privileges-via-unshare.yaml" if_empty(0)
};
FALCONER_FILE file_37[] = {
#embed "data/playbooks/rules/change-thread-namespace.yaml" if_empty(0)
};
FALCONER_FILE file_38[] = {
#embed "data/playbooks/rules/clear-log-activities.yaml" if_empty(0)
};
FALCONER_FILE file_39[] = {
#embed "data/playbooks/rules/cloudtrail-logging-disabled.yaml" if_empty(0)
};
FALCONER_FILE file_40[] = {
#embed "data/playbooks/rules/cloudtrail-trail-created.yaml" if_empty(0)
};
FALCONER_FILE file_41[] = {
#embed "data/playbooks/rules/clusterrole-with-wildcard-created.yaml" if_empty(0)
};
FALCONER_FILE file_42[] = {
#embed "data/playbooks/rules/clusterrole-with-write-or-exec-rights.yaml" if_empty(0)
};
FALCONER_FILE file_43[] = {
#embed "data/playbooks/rules/console-login-through-assume-role.yaml" if_empty(0)
};
FALCONER_FILE file_44[] = {
#embed "data/playbooks/rules/console-login-without-mfa.yaml" if_empty(0)
};
FALCONER_FILE file_45[] = {
#embed "data/playbooks/rules/console-root-login-without-mfa.yaml" if_empty(0)
};
FALCONER_FILE file_46[] = {
#embed "data/playbooks/rules/contact-cloud-metadata-service-from-container.yaml" if_empty(0)
};
FALCONER_FILE file_47[] = {
#embed "data/playbooks/rules/contact-ec2-instance-metadata-service-from-container.yaml" if_empty(0)
};
FALCONER_FILE file_48[] = {
#embed "data/playbooks/rules/contact-k8s-api-server-from-container.yaml" if_empty(0)
};
FALCONER_FILE file_49[] = {
#embed "data/playbooks/rules/container-access-to-host-sensitive-paths.yaml" if_empty(0)
};
FALCONER_FILE file_50[] = {
#embed "data/playbooks/rules/container-drift-detected-chmod.yaml" if_empty(0)
};
FALCONER_FILE file_51[] = {
#embed "data/playbooks/rules/container-drift-detected-open-create.yaml" if_empty(0)
};
FALCONER_FILE file_52[] = {
#embed "data/playbooks/rules/container-run-as-root-user.yaml" if_empty(0)
};
FALCONER_FILE file_53[] = {
#embed "data/playbooks/rules/create-aws-user.yaml" if_empty(0)
};
FALCONER_FILE file_54[] = {
#embed "data/playbooks/rules/create-disallowed-pod.yaml" if_empty(0)
};
FALCONER_FILE file_55[] = {
#embed "data/playbooks/rules/create-files-below-dev.yaml" if_empty(0)
};
FALCONER_FILE file_56[] = {
#embed "data/playbooks/rules/create-hardlink-over-sensitive-files.yaml" if_empty(0)
};
FALCONER_FILE file_57[] = {
#embed "data/playbooks/rules/create-hidden-files-or-directories.yaml" if_empty(0)
};
FALCONER_FILE file_58[] = {
#embed "data/playbooks/rules/create-modify-configmap-with-private-credentials.yaml" if_empty(0)
};
FALCONER_FILE file_59[] = {
#embed "data/playbooks/rules/create-nodeport-service.yaml" if_empty(0)
};
FALCONER_FILE file_60[] = {
#embed "data/playbooks/rules/create-privileged-pod.yaml" if_empty(0)
};
FALCONER_FILE file_61[] = {
#embed "data/playbooks/rules/create-sensitive-mount-pod.yaml" if_empty(0)
};
FALCONER_FILE file_62[] = {
#embed "data/playbooks/rules/create-symlink-over-sensitive-files.yaml" if_empty(0)
};
FALCONER_FILE file_63[] = {
#embed "data/playbooks/rules/creating-a-new-okta-api-token.yaml" if_empty(0)
};
FALCONER_FILE file_64[] = {
#embed "data/playbooks/rules/db-program-spawned-process.yaml" if_empty(0)
};
FALCONER_FILE file_65[] = {
#embed "data/playbooks/rules/deactivate-mfa-for-root-user.yaml" if_empty(0)
};
FALCONER_FILE file_66[] = {
#embed "data/playbooks/rules/debugfs-launched-in-privileged-container.yaml" if_empty(0)
};
FALCONER_FILE file_67[] = {
#embed "data/playbooks/rules/decoding-payload-in-container.yaml" if_empty(0)
};
FALCONER_FILE file_68[] = {
#embed "data/playbooks/rules/delete-bucket-encryption.yaml" if_empty(0)
};
FALCONER_FILE file_69[] = {
#embed "data/playbooks/rules/delete-bucket-public-access-block.yaml" if_empty(0)
};
FALCONER_FILE file_70[] = {
#embed "data/playbooks/rules/delete-or-rename-shell-history.yaml" if_empty(0)
};
FALCONER_FILE file_71[] = {
#embed "data/playbooks/rules/detect-crypto-miners-using-the-stratum-protocol.yaml" if_empty(0)
};
FALCONER_FILE file_72[] = {
#embed "data/playbooks/rules/detect-outbound-connections-to-common-miner-pool-ports.yaml" if_empty(0)
};
FALCONER_FILE file_73[] = {
#embed "data/playbooks/rules/detect-release-agent-file-container-escapes.yaml" if_empty(0)
};
FALCONER_FILE file_74[] = {
#embed "data/playbooks/rules/detecting-unknown-logins-using-geolocation.yaml" if_empty(0)
};
FALCONER_FILE file_75[] = {
#embed "data/playbooks/rules/directory-traversal-monitored-file-read.yaml" if_empty(0)
};
FALCONER_FILE file_76[] = {
#embed "data/playbooks/rules/disallowed-k8s-user.yaml" if_empty(0)
};
FALCONER_FILE file_77[] = {
#embed "data/playbooks/rules/disallowed-ssh-connection-non-standard-port.yaml" if_empty(0)
};
FALCONER_FILE file_78[] = {
#embed "data/playbooks/rules/disallowed-ssh-connection.yaml" if_empty(0)
};
FALCONER_FILE file_79[] = {
#embed "data/playbooks/rules/drop-and-execute-new-binary-in-container.yaml" if_empty(0)
};
FALCONER_FILE file_80[] = {
#embed "data/playbooks/rules/ecs-workload-started.yaml" if_empty(0)
};
FALCONER_FILE file_81[] = {
#embed "data/playbooks/rules/ephemeralcontainers-created.yaml" if_empty(0)
};
FALCONER_FILE file_82[] = {
#embed "data/playbooks/rules/execution-from-dev-shm.yaml" if_empty(0)
};
FALCONER_FILE file_83[] = {
#embed "data/playbooks/rules/exfiltrating-artifacts-via-kubernetes-control-plane.yaml" if_empty(0)
};
FALCONER_FILE file_84[] = {
#embed "data/playbooks/rules/fileless-execution-via-memfd-create.yaml" if_empty(0)
};
FALCONER_FILE file_85[] = {
#embed "data/playbooks/rules/find-aws-credentials.yaml" if_empty(0)
};
FALCONER_FILE file_86[] = {
#embed "data/playbooks/rules/full-k8s-administrative-access.yaml" if_empty(0)
};
FALCONER_FILE file_87[] = {
#embed "data/playbooks/rules/gcp-bigquery-dataset-access-configured-to-be-public.yaml" if_empty(0)
};
FALCONER_FILE file_88[] = {
#embed "data/playbooks/rules/gcp-bucket-changes.yaml" if_empty(0)
};
FALCONER_FILE file_89[] = {
#embed "data/playbooks/rules/gcp-bucket-configured-to-be-public.yaml" if_empty(0)
};
FALCONER_FILE file_90[] = {
#embed "data/playbooks/rules/gcp-bucket-deleted.yaml" if_empty(0)
};
FALCONER_FILE file_91[] = {
#embed "data/playbooks/rules/gcp-bucket-enumerated.yaml" if_empty(0)
};
FALCONER_FILE file_92[] = {
#embed "data/playbooks/rules/gcp-bucket-objects-configured-to-be-public.yaml" if_empty(0)
};
FALCONER_FILE file_93[] = {
#embed "data/playbooks/rules/gcp-cloud-functions.yaml" if_empty(0)
};
FALCONER_FILE file_94[] = {
#embed "data/playbooks/rules/gcp-cloud-sql-changes.yaml" if_empty(0)
};
FALCONER_FILE file_95[] = {
#embed "data/playbooks/rules/gcp-cloud-sql-database-instance-data-exported.yaml" if_empty(0)
};
FALCONER_FILE file_96[] = {
#embed "data/playbooks/rules/gcp-cloud-sql-destruction.yaml" if_empty(0)
};
FALCONER_FILE file_97[] = {
#embed "data/playbooks/rules/gcp-edge-protection.yaml" if_empty(0)
};
FALCONER_FILE file_98[] = {
#embed "data/playbooks/rules/gcp-gce-firewall-rule-modified.yaml" if_empty(0)
};
FALCONER_FILE file_99[] = {
#embed "data/playbooks/rules/gcp-iam-custom-roles.yaml" if_empty(0)
};
FALCONER_FILE file_100[] = {
#embed "data/playbooks/rules/gcp-iam-policy-modified.yaml" if_empty(0)
};
FALCONER_FILE file_101[] = {
#embed "data/playbooks/rules/gcp-iam-service-account-key-created.yaml" if_empty(0)
};
FALCONER_FILE file_102[] = {
#embed "data/playbooks/rules/gcp-iam-service-accounts.yaml" if_empty(0)
};
FALCONER_FILE file_103[] = {
#embed "data/playbooks/rules/gcp-kms-keys.yaml" if_empty(0)
};
FALCONER_FILE file_104[] = {
#embed "data/playbooks/rules/gcp-logging-sinks.yaml" if_empty(0)
};
FALCONER_FILE file_105[] = {
#embed "data/playbooks/rules/gcp-pub-sub.yaml" if_empty(0)
};
FALCONER_FILE file_106[] = {
#embed "data/playbooks/rules/gcp-vm.yaml" if_empty(0)
};
FALCONER_FILE file_107[] = {
#embed "data/playbooks/rules/github-action-with-miners.yaml" if_empty(0)
};
FALCONER_FILE file_108[] = {
#embed "data/playbooks/rules/github-collaborators.yaml" if_empty(0)
};
FALCONER_FILE file_109[] = {
#embed "data/playbooks/rules/github-deploy-keys.yaml" if_empty(0)
};
FALCONER_FILE file_110[] = {
#embed "data/playbooks/rules/github-repositories-created.yaml" if_empty(0)
};
FALCONER_FILE file_111[] = {
#embed "data/playbooks/rules/github-repositories-removed.yaml" if_empty(0)
};
FALCONER_FILE file_112[] = {
#embed "data/playbooks/rules/github-webhooks.yaml" if_empty(0)
};
FALCONER_FILE file_113[] = {
#embed "data/playbooks/rules/iam-group-created-or-deleted.yaml" if_empty(0)
};
FALCONER_FILE file_114[] = {
#embed "data/playbooks/rules/ingress-object-without-tls-certificate-created.yaml" if_empty(0)
};
FALCONER_FILE file_115[] = {
#embed "data/playbooks/rules/interpreted-procs-inbound-network-activity.yaml" if_empty(0)
};
FALCONER_FILE file_116[] = {
#embed "data/playbooks/rules/interpreted-procs-outbound-network-activity.yaml" if_empty(0)
};
FALCONER_FILE file_117[] = {
#embed "data/playbooks/rules/java-process-class-file-download.yaml" if_empty(0)
};
FALCONER_FILE file_118[] = {
#embed "data/playbooks/rules/k8s-configmaps.yaml" if_empty(0)
};
FALCONER_FILE file_119[] = {
#embed "data/playbooks/rules/k8s-deployments.yaml" if_empty(0)
};
FALCONER_FILE file_120[] = {
#embed "data/playbooks/rules/k8s-namespaces.yaml" if_empty(0)
};
FALCONER_FILE file_121[] = {
#embed "data/playbooks/rules/k8s-role-bindings.yaml" if_empty(0)
};
FALCONER_FILE file_122[] = {
#embed "data/playbooks/rules/k8s-roles.yaml" if_empty(0)
};
FALCONER_FILE file_123[] = {
#embed "data/playbooks/rules/k8s-secret-get-successfully.yaml" if_empty(0)
};
FALCONER_FILE file_124[] = {
#embed "data/playbooks/rules/k8s-secret-get-unsuccessfully-tried.yaml" if_empty(0)
};
FALCONER_FILE file_125[] = {
#embed "data/playbooks/rules/k8s-secrets-created-and-deleted.yaml" if_empty(0)
};
FALCONER_FILE file_126[] = {
#embed "data/playbooks/rules/k8s-serviceaccounts.yaml" if_empty(0)
};
FALCONER_FILE file_127[] = {
#embed "data/playbooks/rules/k8s-services.yaml" if_empty(0)
};
FALCONER_FILE file_128[] = {
#embed "data/playbooks/rules/known-cryptominer-process-executed.yaml" if_empty(0)
};
FALCONER_FILE file_129[] = {
#embed "data/playbooks/rules/kubernetes-client-tool-launched-in-container.yaml" if_empty(0)
};
FALCONER_FILE file_130[] = {
#embed "data/playbooks/rules/lambda-function-created-or-changed.yaml" if_empty(0)
};
FALCONER_FILE file_131[] = {
#embed "data/playbooks/rules/launch-disallowed-container.yaml" if_empty(0)
};
FALCONER_FILE file_132[] = {
#embed "data/playbooks/rules/launch-excessively-capable-container.yaml" if_empty(0)
};
FALCONER_FILE file_133[] = {
#embed "data/playbooks/rules/launch-ingress-remote-file-copy-tools-in-container.yaml" if_empty(0)
};
FALCONER_FILE file_134[] = {
#embed "data/playbooks/rules/launch-package-management-process-in-container.yaml" if_empty(0)
};
FALCONER_FILE file_135[] = {
#embed "data/playbooks/rules/launch-privileged-container.yaml" if_empty(0)
};
FALCONER_FILE file_136[] = {
#embed "data/playbooks/rules/launch-remote-file-copy-tools-in-container.yaml" if_empty(0)
};
FALCONER_FILE file_137[] = {
#embed "data/playbooks/rules/launch-sensitive-mount-container.yaml" if_empty(0)
};
FALCONER_FILE file_138[] = {
#embed "data/playbooks/rules/launch-suspicious-network-tool-in-container.yaml" if_empty(0)
};
FALCONER_FILE file_139[] = {
#embed "data/playbooks/rules/launch-suspicious-network-tool-on-host.yaml" if_empty(0)
};
FALCONER_FILE file_140[] = {
#embed "data/playbooks/rules/linux-kernel-module-injection-detected.yaml" if_empty(0)
};
FALCONER_FILE file_141[] = {
#embed "data/playbooks/rules/list-buckets.yaml" if_empty(0)
};
FALCONER_FILE file_142[] = {
#embed "data/playbooks/rules/mfa-factor-removed-in-okta.yaml" if_empty(0)
};
FALCONER_FILE file_143[] = {
#embed "data/playbooks/rules/mkdir-binary-dirs.yaml" if_empty(0)
};
FALCONER_FILE file_144[] = {
#embed "data/playbooks/rules/modify-binary-dirs.yaml" if_empty(0)
};
FALCONER_FILE file_145[] = {
#embed "data/playbooks/rules/modify-container-entrypoint.yaml" if_empty(0)
};
FALCONER_FILE file_146[] = {
#embed "data/playbooks/rules/modify-shell-configuration-file.yaml" if_empty(0)
};
FALCONER_FILE file_147[] = {
#embed "data/playbooks/rules/mount-launched-in-privileged-container.yaml" if_empty(0)
};
FALCONER_FILE file_148[] = {
#embed "data/playbooks/rules/netcat-remote-code-execution-in-container.yaml" if_empty(0)
};
FALCONER_FILE file_149[] = {
#embed "data/playbooks/rules/netcat-socat-remote-code-execution-on-host.yaml" if_empty(0)
};
FALCONER_FILE file_150[] = {
#embed "data/playbooks/rules/network-connection-outside-local-subnet.yaml" if_empty(0)
};
FALCONER_FILE file_151[] = {
#embed "data/playbooks/rules/network-tool-executed-during-npm-package-install.yaml" if_empty(0)
};
FALCONER_FILE file_152[] = {
#embed "data/playbooks/rules/non-sudo-setuid.yaml" if_empty(0)
};
FALCONER_FILE file_153[] = {
#embed "data/playbooks/rules/okta-account-created-or-activated.yaml" if_empty(0)
};
FALCONER_FILE file_154[] = {
#embed "data/playbooks/rules/okta-account-stopped-or-resumed.yaml" if_empty(0)
};
FALCONER_FILE file_155[] = {
#embed "data/playbooks/rules/okta-membership-added.yaml" if_empty(0)
};
FALCONER_FILE file_156[] = {
#embed "data/playbooks/rules/outbound-connection-to-c2-servers.yaml" if_empty(0)
};
FALCONER_FILE file_157[] = {
#embed "data/playbooks/rules/outbound-or-inbound-traffic-not-to-authorized-server-process-and-port.yaml" if_empty(0)
};
FALCONER_FILE file_158[] = {
#embed "data/playbooks/rules/packet-socket-created-in-container.yaml" if_empty(0)
};
FALCONER_FILE file_159[] = {
#embed "data/playbooks/rules/pod-created-in-kube-namespace.yaml" if_empty(0)
};
FALCONER_FILE file_160[] = {
#embed "data/playbooks/rules/pods-in-host-namespaces.yaml" if_empty(0)
};
FALCONER_FILE file_161[] = {
#embed "data/playbooks/rules/polkit-local-privilege-escalation-vulnerability-cve-2021-4034.yaml" if_empty(0)
};
FALCONER_FILE file_162[] = {
#embed "data/playbooks/rules/port-forward.yaml" if_empty(0)
};
FALCONER_FILE file_163[] = {
#embed "data/playbooks/rules/potential-local-privilege-escalation-via-environment-variables-misuse.yaml" if_empty(0)
};
FALCONER_FILE file_164[] = {
#embed "data/playbooks/rules/private-repository-becoming-public.yaml" if_empty(0)
};
FALCONER_FILE file_165[] = {
#embed "data/playbooks/rules/privileged-container-device-access.yaml" if_empty(0)
};
FALCONER_FILE file_166[] = {
#embed "data/playbooks/rules/program-run-with-disallowed-http-proxy-env.yaml" if_empty(0)
};
FALCONER_FILE file_167[] = {
#embed "data/playbooks/rules/ptrace-anti-debug-attempt.yaml" if_empty(0)
};
FALCONER_FILE file_168[] = {
#embed "data/playbooks/rules/ptrace-attached-to-process.yaml" if_empty(0)
};
FALCONER_FILE file_169[] = {
#embed "data/playbooks/rules/read-environment-variable-from-proc-files.yaml" if_empty(0)
};
FALCONER_FILE file_170[] = {
#embed "data/playbooks/rules/read-sensitive-file-trusted-after-startup.yaml" if_empty(0)
};
FALCONER_FILE file_171[] = {
#embed "data/playbooks/rules/read-sensitive-file-untrusted.yaml" if_empty(0)
};
FALCONER_FILE file_172[] = {
#embed "data/playbooks/rules/read-shell-configuration-file.yaml" if_empty(0)
};
FALCONER_FILE file_173[] = {
#embed "data/playbooks/rules/read-ssh-information.yaml" if_empty(0)
};
FALCONER_FILE file_174[] = {
#embed "data/playbooks/rules/redirect-stdout-stdin-to-network-connection-in-container.yaml" if_empty(0)
};
FALCONER_FILE file_175[] = {
#embed "data/playbooks/rules/remove-bulk-data-from-disk.yaml" if_empty(0)
};
FALCONER_FILE file_176[] = {
#embed "data/playbooks/rules/reverse-shell-from-web-server.yaml" if_empty(0)
};
FALCONER_FILE file_177[] = {
#embed "data/playbooks/rules/run-instances.yaml" if_empty(0)
};
FALCONER_FILE file_178[] = {
#embed "data/playbooks/rules/run-shell-untrusted.yaml" if_empty(0)
};
FALCONER_FILE file_179[] = {
#embed "data/playbooks/rules/schedule-cron-jobs.yaml" if_empty(0)
};
FALCONER_FILE file_180[] = {
#embed "data/playbooks/rules/search-private-keys-or-passwords.yaml" if_empty(0)
};
FALCONER_FILE file_181[] = {
#embed "data/playbooks/rules/secret-pushed-into-a-private-repository.yaml" if_empty(0)
};
FALCONER_FILE file_182[] = {
#embed "data/playbooks/rules/secret-pushed-into-a-public-repository.yaml" if_empty(0)
};
FALCONER_FILE file_183[] = {
#embed "data/playbooks/rules/set-setuid-or-setgid-bit.yaml" if_empty(0)
};
FALCONER_FILE file_184[] = {
#embed "data/playbooks/rules/sudo-potential-privilege-escalation.yaml" if_empty(0)
};
FALCONER_FILE file_185[] = {
#embed "data/playbooks/rules/system-clusterrole-modified-deleted.yaml" if_empty(0)
};
FALCONER_FILE file_186[] = {
#embed "data/playbooks/rules/system-procs-network-activity.yaml" if_empty(0)
};
FALCONER_FILE file_187[] = {
#embed "data/playbooks/rules/system-user-interactive.yaml" if_empty(0)
};
FALCONER_FILE file_188[] = {
#embed "data/playbooks/rules/terminal-shell-in-container.yaml" if_empty(0)
};
FALCONER_FILE file_189[] = {
#embed "data/playbooks/rules/too-many-denied-mfa-pushes-in-last-5min.yaml" if_empty(0)
};
FALCONER_FILE file_190[] = {
#embed "data/playbooks/rules/too-many-failed-mfa-in-last-5min.yaml" if_empty(0)
};
FALCONER_FILE file_191[] = {
#embed "data/playbooks/rules/unexpected-inbound-connection-source.yaml" if_empty(0)
};
FALCONER_FILE file_192[] = {
#embed "data/playbooks/rules/unexpected-k8s-nodeport-connection.yaml" if_empty(0)
};
FALCONER_FILE file_193[] = {
#embed "data/playbooks/rules/unexpected-outbound-connection-destination.yaml" if_empty(0)
};
FALCONER_FILE file_194[] = {
#embed "data/playbooks/rules/unexpected-udp-traffic.yaml" if_empty(0)
};
FALCONER_FILE file_195[] = {
#embed "data/playbooks/rules/unprivileged-delegation-of-page-faults-handling-to-a-userspace-process.yaml" if_empty(0)
};
FALCONER_FILE file_196[] = {
#embed "data/playbooks/rules/untrusted-node-successfully-joined-the-cluster.yaml" if_empty(0)
};
FALCONER_FILE file_197[] = {
#embed "data/playbooks/rules/untrusted-node-unsuccessfully-tried-to-join-the-cluster.yaml" if_empty(0)
};
FALCONER_FILE file_198[] = {
#embed "data/playbooks/rules/update-package-repository.yaml" if_empty(0)
};
FALCONER_FILE file_199[] = {
#embed "data/playbooks/rules/user-accessing-app-via-single-sign-on-okta.yaml" if_empty(0)
};
FALCONER_FILE file_200[] = {
#embed "data/playbooks/rules/user-accessing-okta-admin-section.yaml" if_empty(0)
};
FALCONER_FILE file_201[] = {
#embed "data/playbooks/rules/user-changing-password-in-to-okta.yaml" if_empty(0)
};
FALCONER_FILE file_202[] = {
#embed "data/playbooks/rules/user-has-been-locked-out-in-okta.yaml" if_empty(0)
};
FALCONER_FILE file_203[] = {
#embed "data/playbooks/rules/user-hitting-the-rate-limit-on-requests-in-okta.yaml" if_empty(0)
};
FALCONER_FILE file_204[] = {
#embed "data/playbooks/rules/user-initiating-impersonation-session-in-okta.yaml" if_empty(0)
};
FALCONER_FILE file_205[] = {
#embed "data/playbooks/rules/user-mgmt-binaries.yaml" if_empty(0)
};
FALCONER_FILE file_206[] = {
#embed "data/playbooks/rules/user-password-reset-by-okta-admin.yaml" if_empty(0)
};
FALCONER_FILE file_207[] = {
#embed "data/playbooks/rules/web-server-spawned-shell.yaml" if_empty(0)
};
FALCONER_FILE file_208[] = {
#embed "data/playbooks/rules/web-server-spawned-suspicious-child-process.yaml" if_empty(0)
};
FALCONER_FILE file_209[] = {
#embed "data/playbooks/rules/write-below-binary-dir.yaml" if_empty(0)
};
FALCONER_FILE file_210[] = {
#embed "data/playbooks/rules/write-below-etc.yaml" if_empty(0)
};
FALCONER_FILE file_211[] = {
#embed "data/playbooks/rules/write-below-monitored-dir.yaml" if_empty(0)
};
FALCONER_FILE file_212[] = {
#embed "data/playbooks/rules/write-below-root.yaml" if_empty(0)
};
FALCONER_FILE file_213[] = {
#embed "data/playbooks/rules/write-below-rpm-database.yaml" if_empty(0)
};
FALCONER_FILE file_214[] = {
#embed "data/playbooks/techniques/T1005.yaml" if_empty(0)
};
FALCONER_FILE file_215[] = {
#embed "data/playbooks/techniques/T1020.yaml" if_empty(0)
};
FALCONER_FILE file_216[] = {
#embed "data/playbooks/techniques/T1021.004.yaml" if_empty(0)
};
FALCONER_FILE file_217[] = {
#embed "data/playbooks/techniques/T1041.yaml" if_empty(0)
};
FALCONER_FILE file_218[] = {
#embed "data/playbooks/techniques/T1046.yaml" if_empty(0)
};
FALCONER_FILE file_219[] = {
#embed "data/playbooks/techniques/T1048.yaml" if_empty(0)
};
FALCONER_FILE file_220[] = {
#embed "data/playbooks/techniques/T1053.yaml" if_empty(0)
};
FALCONER_FILE file_221[] = {
#embed "data/playbooks/techniques/T1055.008.yaml" if_empty(0)
};
FALCONER_FILE file_222[] = {
#embed "data/playbooks/techniques/T1059.004.yaml" if_empty(0)
};
FALCONER_FILE file_223[] = {
#embed "data/playbooks/techniques/T1059.yaml" if_empty(0)
};
FALCONER_FILE file_224[] = {
#embed "data/playbooks/techniques/T1068.yaml" if_empty(0)
};
FALCONER_FILE file_225[] = {
#embed "data/playbooks/techniques/T1070.yaml" if_empty(0)
};
FALCONER_FILE file_226[] = {
#embed "data/playbooks/techniques/T1072.yaml" if_empty(0)
};
FALCONER_FILE file_227[] = {
#embed "data/playbooks/techniques/T1083.yaml" if_empty(0)
};
FALCONER_FILE file_228[] = {
#embed "data/playbooks/techniques/T1098.004.yaml" if_empty(0)
};
FALCONER_FILE file_229[] = {
#embed "data/playbooks/techniques/T1098.yaml" if_empty(0)
};
FALCONER_FILE file_230[] = {
#embed "data/playbooks/techniques/T1105.yaml" if_empty(0)
};
FALCONER_FILE file_231[] = {
#embed "data/playbooks/techniques/T1132.yaml" if_empty(0)
};
FALCONER_FILE file_232[] = {
#embed "data/playbooks/techniques/T1136.yaml" if_empty(0)
};
FALCONER_FILE file_233[] = {
#embed "data/playbooks/techniques/T1190.yaml" if_empty(0)
};
FALCONER_FILE file_234[] = {
#embed "data/playbooks/techniques/T1195.002.yaml" if_empty(0)
};
FALCONER_FILE file_235[] = {
#embed "data/playbooks/techniques/T1204.yaml" if_empty(0)
};
FALCONER_FILE file_236[] = {
#embed "data/playbooks/techniques/T1205.yaml" if_empty(0)
};
FALCONER_FILE file_237[] = {
#embed "data/playbooks/techniques/T1222.yaml" if_empty(0)
};
FALCONER_FILE file_238[] = {
#embed "data/playbooks/techniques/T1485.yaml" if_empty(0)
};
FALCONER_FILE file_239[] = {
#embed "data/playbooks/techniques/T1490.yaml" if_empty(0)
};
FALCONER_FILE file_240[] = {
#embed "data/playbooks/techniques/T1496.yaml" if_empty(0)
};
FALCONER_FILE file_241[] = {
#embed "data/playbooks/techniques/T1498.yaml" if_empty(0)
};
FALCONER_FILE file_242[] = {
#embed "data/playbooks/techniques/T1505.003.yaml" if_empty(0)
};
FALCONER_FILE file_243[] = {
#embed "data/playbooks/techniques/T1505.yaml" if_empty(0)
};
FALCONER_FILE file_244[] = {
#embed "data/playbooks/techniques/T1543.yaml" if_empty(0)
};
FALCONER_FILE file_245[] = {
#embed "data/playbooks/techniques/T1546.004.yaml" if_empty(0)
};
FALCONER_FILE file_246[] = {
#embed "data/playbooks/techniques/T1548.001.yaml" if_empty(0)
};
FALCONER_FILE file_247[] = {
#embed "data/playbooks/techniques/T1548.yaml" if_empty(0)
};
FALCONER_FILE file_248[] = {
#embed "data/playbooks/techniques/T1552.005.yaml" if_empty(0)
};
FALCONER_FILE file_249[] = {
#embed "data/playbooks/techniques/T1552.yaml" if_empty(0)
};
FALCONER_FILE file_250[] = {
#embed "data/playbooks/techniques/T1555.yaml" if_empty(0)
};
FALCONER_FILE file_251[] = {
#embed "data/playbooks/techniques/T1556.yaml" if_empty(0)
};
FALCONER_FILE file_252[] = {
#embed "data/playbooks/techniques/T1557.yaml" if_empty(0)
};
FALCONER_FILE file_253[] = {
#embed "data/playbooks/techniques/T1562.yaml" if_empty(0)
};
FALCONER_FILE file_254[] = {
#embed "data/playbooks/techniques/T1564.001.yaml" if_empty(0)
};
FALCONER_FILE file_255[] = {
#embed "data/playbooks/techniques/T1565.yaml" if_empty(0)
};
FALCONER_FILE file_256[] = {
#embed "data/playbooks/techniques/T1567.yaml" if_empty(0)
};
FALCONER_FILE file_257[] = {
#embed "data/playbooks/techniques/T1610.yaml" if_empty(0)
};
FALCONER_FILE file_258[] = {
#embed "data/playbooks/techniques/T1611.yaml" if_empty(0)
};
FALCONER_FILE file_259[] = {
#embed "data/playbooks/techniques/T1613.yaml" if_empty(0)
};
FALCONER_FILE file_260[] = {
#embed "data/playbooks/techniques/T1620.yaml" if_empty(0)
};
FALCONER_FILE file_261[] = {
#embed "data/playbooks/techniques/T1622.yaml" if_empty(0)
};
FALCONER_FILE file_262[] = {
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
    {"playbooks/classes/file-open.yaml", file_7, sizeof file_7},
    {"playbooks/classes/file-read.yaml", file_8, sizeof file_8},
    {"playbooks/classes/file-write.yaml", file_9, sizeof file_9},
    {"playbooks/classes/internal.yaml", file_10, sizeof file_10},
    {"playbooks/classes/kubernetes-audit.yaml", file_11, sizeof file_11},
    {"playbooks/classes/module.yaml", file_12, sizeof file_12},
    {"playbooks/classes/namespace.yaml", file_13, sizeof file_13},
    {"playbooks/classes/network.yaml", file_14, sizeof file_14},
    {"playbooks/classes/other.yaml", file_15, sizeof file_15},
    {"playbooks/classes/process.yaml", file_16, sizeof file_16},
    {"playbooks/classes/ptrace.yaml", file_17, sizeof file_17},
    {"playbooks/context/container.yaml", file_18, sizeof file_18},
    {"playbooks/context/file.yaml", file_19, sizeof file_19},
    {"playbooks/context/host.yaml", file_20, sizeof file_20},
    {"playbooks/context/kubernetes.yaml", file_21, sizeof file_21},
    {"playbooks/context/network.yaml", file_22, sizeof file_22},
    {"playbooks/context/process.yaml", file_23, sizeof file_23},
    {"playbooks/context/user.yaml", file_24, sizeof file_24},
    {"playbooks/rules/adding-ssh-keys-to-authorized-keys.yaml", file_25, sizeof file_25},
    {"playbooks/rules/admin-permission-has-been-assigned-to-a-user-in-okta.yaml", file_26, sizeof file_26},
    {"playbooks/rules/all-cloudtrail-events.yaml", file_27, sizeof file_27},
    {"playbooks/rules/all-k8s-audit-events.yaml", file_28, sizeof file_28},
    {"playbooks/rules/anonymous-request-allowed.yaml", file_29, sizeof file_29},
    {"playbooks/rules/attach-exec-pod.yaml", file_30, sizeof file_30},
    {"playbooks/rules/attach-to-cluster-admin-role.yaml", file_31, sizeof file_31},
    {"playbooks/rules/backdoored-library-loaded-into-sshd-cve-2024-3094.yaml", file_32, sizeof file_32},
    {"playbooks/rules/basic-interactive-reconnaissance.yaml", file_33, sizeof file_33},
    {"playbooks/rules/bpf-program-not-profiled.yaml", file_34, sizeof file_34},
    {"playbooks/rules/bucket-acl-or-policy-set.yaml", file_35, sizeof file_35},
    {"playbooks/rules/change-namespace-privileges-via-unshare.yaml", file_36, sizeof file_36},
    {"playbooks/rules/change-thread-namespace.yaml", file_37, sizeof file_37},
    {"playbooks/rules/clear-log-activities.yaml", file_38, sizeof file_38},
    {"playbooks/rules/cloudtrail-logging-disabled.yaml", file_39, sizeof file_39},
    {"playbooks/rules/cloudtrail-trail-created.yaml", file_40, sizeof file_40},
    {"playbooks/rules/clusterrole-with-wildcard-created.yaml", file_41, sizeof file_41},
    {"playbooks/rules/clusterrole-with-write-or-exec-rights.yaml", file_42, sizeof file_42},
    {"playbooks/rules/console-login-through-assume-role.yaml", file_43, sizeof file_43},
    {"playbooks/rules/console-login-without-mfa.yaml", file_44, sizeof file_44},
    {"playbooks/rules/console-root-login-without-mfa.yaml", file_45, sizeof file_45},
    {"playbooks/rules/contact-cloud-metadata-service-from-container.yaml", file_46, sizeof file_46},
    {"playbooks/rules/contact-ec2-instance-metadata-service-from-container.yaml", file_47, sizeof file_47},
    {"playbooks/rules/contact-k8s-api-server-from-container.yaml", file_48, sizeof file_48},
    {"playbooks/rules/container-access-to-host-sensitive-paths.yaml", file_49, sizeof file_49},
    {"playbooks/rules/container-drift-detected-chmod.yaml", file_50, sizeof file_50},
    {"playbooks/rules/container-drift-detected-open-create.yaml", file_51, sizeof file_51},
    {"playbooks/rules/container-run-as-root-user.yaml", file_52, sizeof file_52},
    {"playbooks/rules/create-aws-user.yaml", file_53, sizeof file_53},
    {"playbooks/rules/create-disallowed-pod.yaml", file_54, sizeof file_54},
    {"playbooks/rules/create-files-below-dev.yaml", file_55, sizeof file_55},
    {"playbooks/rules/create-hardlink-over-sensitive-files.yaml", file_56, sizeof file_56},
    {"playbooks/rules/create-hidden-files-or-directories.yaml", file_57, sizeof file_57},
    {"playbooks/rules/create-modify-configmap-with-private-credentials.yaml", file_58, sizeof file_58},
    {"playbooks/rules/create-nodeport-service.yaml", file_59, sizeof file_59},
    {"playbooks/rules/create-privileged-pod.yaml", file_60, sizeof file_60},
    {"playbooks/rules/create-sensitive-mount-pod.yaml", file_61, sizeof file_61},
    {"playbooks/rules/create-symlink-over-sensitive-files.yaml", file_62, sizeof file_62},
    {"playbooks/rules/creating-a-new-okta-api-token.yaml", file_63, sizeof file_63},
    {"playbooks/rules/db-program-spawned-process.yaml", file_64, sizeof file_64},
    {"playbooks/rules/deactivate-mfa-for-root-user.yaml", file_65, sizeof file_65},
    {"playbooks/rules/debugfs-launched-in-privileged-container.yaml", file_66, sizeof file_66},
    {"playbooks/rules/decoding-payload-in-container.yaml", file_67, sizeof file_67},
    {"playbooks/rules/delete-bucket-encryption.yaml", file_68, sizeof file_68},
    {"playbooks/rules/delete-bucket-public-access-block.yaml", file_69, sizeof file_69},
    {"playbooks/rules/delete-or-rename-shell-history.yaml", file_70, sizeof file_70},
    {"playbooks/rules/detect-crypto-miners-using-the-stratum-protocol.yaml", file_71, sizeof file_71},
    {"playbooks/rules/detect-outbound-connections-to-common-miner-pool-ports.yaml", file_72, sizeof file_72},
    {"playbooks/rules/detect-release-agent-file-container-escapes.yaml", file_73, sizeof file_73},
    {"playbooks/rules/detecting-unknown-logins-using-geolocation.yaml", file_74, sizeof file_74},
    {"playbooks/rules/directory-traversal-monitored-file-read.yaml", file_75, sizeof file_75},
    {"playbooks/rules/disallowed-k8s-user.yaml", file_76, sizeof file_76},
    {"playbooks/rules/disallowed-ssh-connection-non-standard-port.yaml", file_77, sizeof file_77},
    {"playbooks/rules/disallowed-ssh-connection.yaml", file_78, sizeof file_78},
    {"playbooks/rules/drop-and-execute-new-binary-in-container.yaml", file_79, sizeof file_79},
    {"playbooks/rules/ecs-workload-started.yaml", file_80, sizeof file_80},
    {"playbooks/rules/ephemeralcontainers-created.yaml", file_81, sizeof file_81},
    {"playbooks/rules/execution-from-dev-shm.yaml", file_82, sizeof file_82},
    {"playbooks/rules/exfiltrating-artifacts-via-kubernetes-control-plane.yaml", file_83, sizeof file_83},
    {"playbooks/rules/fileless-execution-via-memfd-create.yaml", file_84, sizeof file_84},
    {"playbooks/rules/find-aws-credentials.yaml", file_85, sizeof file_85},
    {"playbooks/rules/full-k8s-administrative-access.yaml", file_86, sizeof file_86},
    {"playbooks/rules/gcp-bigquery-dataset-access-configured-to-be-public.yaml", file_87, sizeof file_87},
    {"playbooks/rules/gcp-bucket-changes.yaml", file_88, sizeof file_88},
    {"playbooks/rules/gcp-bucket-configured-to-be-public.yaml", file_89, sizeof file_89},
    {"playbooks/rules/gcp-bucket-deleted.yaml", file_90, sizeof file_90},
    {"playbooks/rules/gcp-bucket-enumerated.yaml", file_91, sizeof file_91},
    {"playbooks/rules/gcp-bucket-objects-configured-to-be-public.yaml", file_92, sizeof file_92},
    {"playbooks/rules/gcp-cloud-functions.yaml", file_93, sizeof file_93},
    {"playbooks/rules/gcp-cloud-sql-changes.yaml", file_94, sizeof file_94},
    {"playbooks/rules/gcp-cloud-sql-database-instance-data-exported.yaml", file_95, sizeof file_95},
    {"playbooks/rules/gcp-cloud-sql-destruction.yaml", file_96, sizeof file_96},
    {"playbooks/rules/gcp-edge-protection.yaml", file_97, sizeof file_97},
    {"playbooks/rules/gcp-gce-firewall-rule-modified.yaml", file_98, sizeof file_98},
    {"playbooks/rules/gcp-iam-custom-roles.yaml", file_99, sizeof file_99},
    {"playbooks/rules/gcp-iam-policy-modified.yaml", file_100, sizeof file_100},
    {"playbooks/rules/gcp-iam-service-account-key-created.yaml", file_101, sizeof file_101},
    {"playbooks/rules/gcp-iam-service-accounts.yaml", file_102, sizeof file_102},
    {"playbooks/rules/gcp-kms-keys.yaml", file_103, sizeof file_103},
    {"playbooks/rules/gcp-logging-sinks.yaml", file_104, sizeof file_104},
    {"playbooks/rules/gcp-pub-sub.yaml", file_105, sizeof file_105},
    {"playbooks/rules/gcp-vm.yaml", file_106, sizeof file_106},
    {"playbooks/rules/github-action-with-miners.yaml", file_107, sizeof file_107},
    {"playbooks/rules/github-collaborators.yaml", file_108, sizeof file_108},
    {"playbooks/rules/github-deploy-keys.yaml", file_109, sizeof file_109},
    {"playbooks/rules/github-repositories-created.yaml", file_110, sizeof file_110},
    {"playbooks/rules/github-repositories-removed.yaml", file_111, sizeof file_111},
    {"playbooks/rules/github-webhooks.yaml", file_112, sizeof file_112},
    {"playbooks/rules/iam-group-created-or-deleted.yaml", file_113, sizeof file_113},
    {"playbooks/rules/ingress-object-without-tls-certificate-created.yaml", file_114, sizeof file_114},
    {"playbooks/rules/interpreted-procs-inbound-network-activity.yaml", file_115, sizeof file_115},
    {"playbooks/rules/interpreted-procs-outbound-network-activity.yaml", file_116, sizeof file_116},
    {"playbooks/rules/java-process-class-file-download.yaml", file_117, sizeof file_117},
    {"playbooks/rules/k8s-configmaps.yaml", file_118, sizeof file_118},
    {"playbooks/rules/k8s-deployments.yaml", file_119, sizeof file_119},
    {"playbooks/rules/k8s-namespaces.yaml", file_120, sizeof file_120},
    {"playbooks/rules/k8s-role-bindings.yaml", file_121, sizeof file_121},
    {"playbooks/rules/k8s-roles.yaml", file_122, sizeof file_122},
    {"playbooks/rules/k8s-secret-get-successfully.yaml", file_123, sizeof file_123},
    {"playbooks/rules/k8s-secret-get-unsuccessfully-tried.yaml", file_124, sizeof file_124},
    {"playbooks/rules/k8s-secrets-created-and-deleted.yaml", file_125, sizeof file_125},
    {"playbooks/rules/k8s-serviceaccounts.yaml", file_126, sizeof file_126},
    {"playbooks/rules/k8s-services.yaml", file_127, sizeof file_127},
    {"playbooks/rules/known-cryptominer-process-executed.yaml", file_128, sizeof file_128},
    {"playbooks/rules/kubernetes-client-tool-launched-in-container.yaml", file_129, sizeof file_129},
    {"playbooks/rules/lambda-function-created-or-changed.yaml", file_130, sizeof file_130},
    {"playbooks/rules/launch-disallowed-container.yaml", file_131, sizeof file_131},
    {"playbooks/rules/launch-excessively-capable-container.yaml", file_132, sizeof file_132},
    {"playbooks/rules/launch-ingress-remote-file-copy-tools-in-container.yaml", file_133, sizeof file_133},
    {"playbooks/rules/launch-package-management-process-in-container.yaml", file_134, sizeof file_134},
    {"playbooks/rules/launch-privileged-container.yaml", file_135, sizeof file_135},
    {"playbooks/rules/launch-remote-file-copy-tools-in-container.yaml", file_136, sizeof file_136},
    {"playbooks/rules/launch-sensitive-mount-container.yaml", file_137, sizeof file_137},
    {"playbooks/rules/launch-suspicious-network-tool-in-container.yaml", file_138, sizeof file_138},
    {"playbooks/rules/launch-suspicious-network-tool-on-host.yaml", file_139, sizeof file_139},
    {"playbooks/rules/linux-kernel-module-injection-detected.yaml", file_140, sizeof file_140},
    {"playbooks/rules/list-buckets.yaml", file_141, sizeof file_141},
    {"playbooks/rules/mfa-factor-removed-in-okta.yaml", file_142, sizeof file_142},
    {"playbooks/rules/mkdir-binary-dirs.yaml", file_143, sizeof file_143},
    {"playbooks/rules/modify-binary-dirs.yaml", file_144, sizeof file_144},
    {"playbooks/rules/modify-container-entrypoint.yaml", file_145, sizeof file_145},
    {"playbooks/rules/modify-shell-configuration-file.yaml", file_146, sizeof file_146},
    {"playbooks/rules/mount-launched-in-privileged-container.yaml", file_147, sizeof file_147},
    {"playbooks/rules/netcat-remote-code-execution-in-container.yaml", file_148, sizeof file_148},
    {"playbooks/rules/netcat-socat-remote-code-execution-on-host.yaml", file_149, sizeof file_149},
    {"playbooks/rules/network-connection-outside-local-subnet.yaml", file_150, sizeof file_150},
    {"playbooks/rules/network-tool-executed-during-npm-package-install.yaml", file_151, sizeof file_151},
    {"playbooks/rules/non-sudo-setuid.yaml", file_152, sizeof file_152},
    {"playbooks/rules/okta-account-created-or-activated.yaml", file_153, sizeof file_153},
    {"playbooks/rules/okta-account-stopped-or-resumed.yaml", file_154, sizeof file_154},
    {"playbooks/rules/okta-membership-added.yaml", file_155, sizeof file_155},
    {"playbooks/rules/outbound-connection-to-c2-servers.yaml", file_156, sizeof file_156},
    {"playbooks/rules/outbound-or-inbound-traffic-not-to-authorized-server-process-and-port.yaml", file_157, sizeof file_157},
    {"playbooks/rules/packet-socket-created-in-container.yaml", file_158, sizeof file_158},
    {"playbooks/rules/pod-created-in-kube-namespace.yaml", file_159, sizeof file_159},
    {"playbooks/rules/pods-in-host-namespaces.yaml", file_160, sizeof file_160},
    {"playbooks/rules/polkit-local-privilege-escalation-vulnerability-cve-2021-4034.yaml", file_161, sizeof file_161},
    {"playbooks/rules/port-forward.yaml", file_162, sizeof file_162},
    {"playbooks/rules/potential-local-privilege-escalation-via-environment-variables-misuse.yaml", file_163, sizeof file_163},
    {"playbooks/rules/private-repository-becoming-public.yaml", file_164, sizeof file_164},
    {"playbooks/rules/privileged-container-device-access.yaml", file_165, sizeof file_165},
    {"playbooks/rules/program-run-with-disallowed-http-proxy-env.yaml", file_166, sizeof file_166},
    {"playbooks/rules/ptrace-anti-debug-attempt.yaml", file_167, sizeof file_167},
    {"playbooks/rules/ptrace-attached-to-process.yaml", file_168, sizeof file_168},
    {"playbooks/rules/read-environment-variable-from-proc-files.yaml", file_169, sizeof file_169},
    {"playbooks/rules/read-sensitive-file-trusted-after-startup.yaml", file_170, sizeof file_170},
    {"playbooks/rules/read-sensitive-file-untrusted.yaml", file_171, sizeof file_171},
    {"playbooks/rules/read-shell-configuration-file.yaml", file_172, sizeof file_172},
    {"playbooks/rules/read-ssh-information.yaml", file_173, sizeof file_173},
    {"playbooks/rules/redirect-stdout-stdin-to-network-connection-in-container.yaml", file_174, sizeof file_174},
    {"playbooks/rules/remove-bulk-data-from-disk.yaml", file_175, sizeof file_175},
    {"playbooks/rules/reverse-shell-from-web-server.yaml", file_176, sizeof file_176},
    {"playbooks/rules/run-instances.yaml", file_177, sizeof file_177},
    {"playbooks/rules/run-shell-untrusted.yaml", file_178, sizeof file_178},
    {"playbooks/rules/schedule-cron-jobs.yaml", file_179, sizeof file_179},
    {"playbooks/rules/search-private-keys-or-passwords.yaml", file_180, sizeof file_180},
    {"playbooks/rules/secret-pushed-into-a-private-repository.yaml", file_181, sizeof file_181},
    {"playbooks/rules/secret-pushed-into-a-public-repository.yaml", file_182, sizeof file_182},
    {"playbooks/rules/set-setuid-or-setgid-bit.yaml", file_183, sizeof file_183},
    {"playbooks/rules/sudo-potential-privilege-escalation.yaml", file_184, sizeof file_184},
    {"playbooks/rules/system-clusterrole-modified-deleted.yaml", file_185, sizeof file_185},
    {"playbooks/rules/system-procs-network-activity.yaml", file_186, sizeof file_186},
    {"playbooks/rules/system-user-interactive.yaml", file_187, sizeof file_187},
    {"playbooks/rules/terminal-shell-in-container.yaml", file_188, sizeof file_188},
    {"playbooks/rules/too-many-denied-mfa-pushes-in-last-5min.yaml", file_189, sizeof file_189},
    {"playbooks/rules/too-many-failed-mfa-in-last-5min.yaml", file_190, sizeof file_190},
    {"playbooks/rules/unexpected-inbound-connection-source.yaml", file_191, sizeof file_191},
    {"playbooks/rules/unexpected-k8s-nodeport-connection.yaml", file_192, sizeof file_192},
    {"playbooks/rules/unexpected-outbound-connection-destination.yaml", file_193, sizeof file_193},
    {"playbooks/rules/unexpected-udp-traffic.yaml", file_194, sizeof file_194},
    {"playbooks/rules/unprivileged-delegation-of-page-faults-handling-to-a-userspace-process.yaml", file_195, sizeof file_195},
    {"playbooks/rules/untrusted-node-successfully-joined-the-cluster.yaml", file_196, sizeof file_196},
    {"playbooks/rules/untrusted-node-unsuccessfully-tried-to-join-the-cluster.yaml", file_197, sizeof file_197},
    {"playbooks/rules/update-package-repository.yaml", file_198, sizeof file_198},
    {"playbooks/rules/user-accessing-app-via-single-sign-on-okta.yaml", file_199, sizeof file_199},
    {"playbooks/rules/user-accessing-okta-admin-section.yaml", file_200, sizeof file_200},
    {"playbooks/rules/user-changing-password-in-to-okta.yaml", file_201, sizeof file_201},
    {"playbooks/rules/user-has-been-locked-out-in-okta.yaml", file_202, sizeof file_202},
    {"playbooks/rules/user-hitting-the-rate-limit-on-requests-in-okta.yaml", file_203, sizeof file_203},
    {"playbooks/rules/user-initiating-impersonation-session-in-okta.yaml", file_204, sizeof file_204},
    {"playbooks/rules/user-mgmt-binaries.yaml", file_205, sizeof file_205},
    {"playbooks/rules/user-password-reset-by-okta-admin.yaml", file_206, sizeof file_206},
    {"playbooks/rules/web-server-spawned-shell.yaml", file_207, sizeof file_207},
    {"playbooks/rules/web-server-spawned-suspicious-child-process.yaml", file_208, sizeof file_208},
    {"playbooks/rules/write-below-binary-dir.yaml", file_209, sizeof file_209},
    {"playbooks/rules/write-below-etc.yaml", file_210, sizeof file_210},
    {"playbooks/rules/write-below-monitored-dir.yaml", file_211, sizeof file_211},
    {"playbooks/rules/write-below-root.yaml", file_212, sizeof file_212},
    {"playbooks/rules/write-below-rpm-database.yaml", file_213, sizeof file_213},
    {"playbooks/techniques/T1005.yaml", file_214, sizeof file_214},
    {"playbooks/techniques/T1020.yaml", file_215, sizeof file_215},
    {"playbooks/techniques/T1021.004.yaml", file_216, sizeof file_216},
    {"playbooks/techniques/T1041.yaml", file_217, sizeof file_217},
    {"playbooks/techniques/T1046.yaml", file_218, sizeof file_218},
    {"playbooks/techniques/T1048.yaml", file_219, sizeof file_219},
    {"playbooks/techniques/T1053.yaml", file_220, sizeof file_220},
    {"playbooks/techniques/T1055.008.yaml", file_221, sizeof file_221},
    {"playbooks/techniques/T1059.004.yaml", file_222, sizeof file_222},
    {"playbooks/techniques/T1059.yaml", file_223, sizeof file_223},
    {"playbooks/techniques/T1068.yaml", file_224, sizeof file_224},
    {"playbooks/techniques/T1070.yaml", file_225, sizeof file_225},
    {"playbooks/techniques/T1072.yaml", file_226, sizeof file_226},
    {"playbooks/techniques/T1083.yaml", file_227, sizeof file_227},
    {"playbooks/techniques/T1098.004.yaml", file_228, sizeof file_228},
    {"playbooks/techniques/T1098.yaml", file_229, sizeof file_229},
    {"playbooks/techniques/T1105.yaml", file_230, sizeof file_230},
    {"playbooks/techniques/T1132.yaml", file_231, sizeof file_231},
    {"playbooks/techniques/T1136.yaml", file_232, sizeof file_232},
    {"playbooks/techniques/T1190.yaml", file_233, sizeof file_233},
    {"playbooks/techniques/T1195.002.yaml", file_234, sizeof file_234},
    {"playbooks/techniques/T1204.yaml", file_235, sizeof file_235},
    {"playbooks/techniques/T1205.yaml", file_236, sizeof file_236},
    {"playbooks/techniques/T1222.yaml", file_237, sizeof file_237},
    {"playbooks/techniques/T1485.yaml", file_238, sizeof file_238},
    {"playbooks/techniques/T1490.yaml", file_239, sizeof file_239},
    {"playbooks/techniques/T1496.yaml", file_240, sizeof file_240},
    {"playbooks/techniques/T1498.yaml", file_241, sizeof file_241},
    {"playbooks/techniques/T1505.003.yaml", file_242, sizeof file_242},
    {"playbooks/techniques/T1505.yaml", file_243, sizeof file_243},
    {"playbooks/techniques/T1543.yaml", file_244, sizeof file_244},
    {"playbooks/techniques/T1546.004.yaml", file_245, sizeof file_245},
    {"playbooks/techniques/T1548.001.yaml", file_246, sizeof file_246},
    {"playbooks/techniques/T1548.yaml", file_247, sizeof file_247},
    {"playbooks/techniques/T1552.005.yaml", file_248, sizeof file_248},
    {"playbooks/techniques/T1552.yaml", file_249, sizeof file_249},
    {"playbooks/techniques/T1555.yaml", file_250, sizeof file_250},
    {"playbooks/techniques/T1556.yaml", file_251, sizeof file_251},
    {"playbooks/techniques/T1557.yaml", file_252, sizeof file_252},
    {"playbooks/techniques/T1562.yaml", file_253, sizeof file_253},
    {"playbooks/techniques/T1564.001.yaml", file_254, sizeof file_254},
    {"playbooks/techniques/T1565.yaml", file_255, sizeof file_255},
    {"playbooks/techniques/T1567.yaml", file_256, sizeof file_256},
    {"playbooks/techniques/T1610.yaml", file_257, sizeof file_257},
    {"playbooks/techniques/T1611.yaml", file_258, sizeof file_258},
    {"playbooks/techniques/T1613.yaml", file_259, sizeof file_259},
    {"playbooks/techniques/T1620.yaml", file_260, sizeof file_260},
    {"playbooks/techniques/T1622.yaml", file_261, sizeof file_261},
    {"values.tsv", file_262, sizeof file_262},
    {0, 0, 0},
};
const size_t falconer_table_count = sizeof falconer_table / sizeof *falconer_table - 1;
