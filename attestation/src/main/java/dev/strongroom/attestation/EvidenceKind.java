// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

/// What sort of environment a piece of evidence speaks for.
public enum EvidenceKind {
  /// An AWS Nitro Enclave: an attestation document of the Nitro Secure Module.
  NITRO_ENCLAVE("nitro-enclave", "AWS"),

  /// An EC2 instance with NitroTPM: the same envelope and root, but no enclave.
  NITRO_TPM("nitro-tpm", "AWS"),

  /// A virtual machine that AMD SEV-SNP shields from its host: an attestation report.
  SEV_SNP("sev-snp", "AMD"),

  /// A virtual machine of Azure on SEV-SNP: the report of its paravisor, and a quote of the virtual
  /// TPM that the paravisor offers.
  AZURE_SEV_SNP("azure-sev-snp", "AMD"),

  /// A virtual machine that Intel TDX shields from its host: a quote of a trust domain.
  TDX("tdx", "Intel"),

  /// A virtual machine of Azure on TDX: the quote of its paravisor, and one of the virtual TPM.
  AZURE_TDX("azure-tdx", "Intel"),

  /// An enclave of Intel SGX: a quote.
  SGX("sgx", "Intel"),

  /// A GPU of NVIDIA in confidential mode, or several: SPDM measurements.
  NVIDIA_GPU("nvidia-gpu", "NVIDIA"),

  /// An NVSwitch of NVIDIA, or several: SPDM measurements.
  NVIDIA_SWITCH("nvidia-switch", "NVIDIA"),

  /// An answer of NVIDIA's remote attestation service: somebody's word about devices, not theirs.
  NVIDIA_NRAS("nvidia-nras", "NVIDIA"),

  /// A key in an Android phone's own trusted environment: the chain that attests it.
  ANDROID_KEY("android-key", "Google"),

  /// A key that an app on an Apple device holds in its Secure Enclave: an attestation object.
  APPLE_APP_ATTEST("apple-app-attest", "Apple"),

  /// A machine and the devices in it, bound to one another.
  COMPOSITE("composite", "several");

  private final String label;
  private final String maker;

  EvidenceKind(String label, String maker) {
    this.label = label;
    this.maker = maker;
  }

  /// Who vouches for it.
  public String maker() {
    return maker;
  }

  /// The stable name used in JSON, policy files and messages.
  @Override
  public String toString() {
    return label;
  }
}
