// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.confidential.SnpLaunch;
import dev.strongroom.image.confidential.TdxLaunch;
import java.util.Optional;

/// As which confidential virtual machines an image is measured.
///
/// @param snp under AMD SEV-SNP
/// @param tdx under Intel TDX
record Launches(Optional<SnpLaunch> snp, Optional<TdxLaunch> tdx) {
  /// As none.
  static final Launches NONE = new Launches(Optional.empty(), Optional.empty());
}
