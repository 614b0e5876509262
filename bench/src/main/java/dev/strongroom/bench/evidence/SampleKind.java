// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.evidence;

/// What is measured; each has a sample, which `Samples` loads.
public enum SampleKind {
  /// AMD's VCEK with its chain and list.
  SNP("SEV-SNP report v3, VCEK, CRL"),
  /// The same below a virtual TPM.
  AZURE_SNP("Azure SNP with vTPM quote, CRL"),
  /// A trust domain of TDX 1.0.
  TDX_V4("TDX quote v4"),
  /// A trust domain in the newer form.
  TDX_V5("TDX quote v5"),
  /// An enclave.
  SGX_V3("SGX quote v3"),
  /// One GPU with the manifest of its VBIOS.
  NVIDIA_GPU("NVIDIA GPU, manifest"),
  /// One switch with the manifest of its BIOS.
  NVIDIA_SWITCH("NVSwitch, manifest"),
  /// A machine of eight GPUs and four switches.
  NVIDIA_SET("8 GPUs and 4 switches"),
  /// A trust domain and a GPU bound to one another; nobody publishes genuine ones.
  COMPOSITE("TDX and GPU, SIMULATED");

  private final String words;

  SampleKind(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
