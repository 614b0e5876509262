// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import org.jspecify.annotations.Nullable;

/// Fields of quotes by the names that manifests use.
final class Fields {
  private Fields() {}

  /// A field as the manifest writes it; null if it is no field of quotes of this kind.
  static @Nullable Object of(DcapQuote quote, String name) {
    return switch (name) {
      case "version" -> quote.version();
      case "tee" -> quote.body() instanceof TdReport ? "TDX" : "SGX";
      case "trailing_bytes" -> quote.trailing().length();
      case "trailing_nonzero" -> !quote.trailing().isAllZero();
      case "certification_data_type" -> quote.signature().certificationType();
      case "header_user_data" -> quote.userData().hex();
      case "qe_svn" -> quote.signature().qeReport().securityVersion();
      case "report_data" -> quote.body().reportData().hex();
      default ->
          switch (quote.body()) {
            case TdReport domain -> of(domain, name);
            case EnclaveReport enclave -> of(enclave, name);
          };
    };
  }

  private static @Nullable Object of(TdReport domain, String name) {
    return switch (name) {
      case "body_type" -> domain.encoded().length() == TdReport.LENGTH_1_5 ? 3 : 2;
      case "tee_tcb_svn" -> domain.teeTcbSvn().hex();
      case "tee_tcb_svn2" -> domain.teeTcbSvn2().orElseThrow().hex();
      case "mrseam" -> domain.mrSeam().hex();
      case "mrsignerseam" -> domain.mrSignerSeam().hex();
      case "seam_attributes" -> domain.seamAttributes().hex();
      case "td_attributes" -> domain.tdAttributes().hex();
      case "xfam" -> domain.xfam().hex();
      case "mrtd" -> domain.mrTd().hex();
      case "mrconfigid" -> domain.mrConfigId().hex();
      case "mrowner" -> domain.mrOwner().hex();
      case "mrownerconfig" -> domain.mrOwnerConfig().hex();
      case "mrservicetd" -> domain.mrServiceTd().orElseThrow().hex();
      case "rtmr0" -> domain.register(0).hex();
      case "rtmr1" -> domain.register(1).hex();
      case "rtmr2" -> domain.register(2).hex();
      case "rtmr3" -> domain.register(3).hex();
      case "td_debug" -> (domain.tdAttributes().at(0) & 1) != 0;
      default -> null;
    };
  }

  private static @Nullable Object of(EnclaveReport enclave, String name) {
    return switch (name) {
      case "body_type" -> 1;
      case "mrenclave" -> enclave.mrEnclave().hex();
      case "mrsigner" -> enclave.mrSigner().hex();
      case "isvprodid" -> enclave.productId();
      case "isvsvn" -> enclave.securityVersion();
      case "attributes" -> enclave.attributes().hex();
      case "sgx_debug" -> (enclave.attributes().at(0) & 2) != 0;
      default -> null;
    };
  }
}
