// SPDX-License-Identifier: Apache-2.0
/// The envelope that Strongroom's own enclaves put evidence of a TSM device into
/// (`docs/tsm-device.md`).
@NullMarked
package dev.strongroom.attestation.tsm;

import org.jspecify.annotations.NullMarked;
