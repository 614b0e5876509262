// SPDX-License-Identifier: Apache-2.0
/// Carries an Intel TDX guest's requests for quotes to Intel's quote generation service (QGS),
/// which runs on the host and listens on a Unix socket (`docs/tsm-device.md`). Nothing is signed or
/// judged here; what is refused protects the service from the guest.
@NullMarked
package dev.strongroom.host.quotes;

import org.jspecify.annotations.NullMarked;
