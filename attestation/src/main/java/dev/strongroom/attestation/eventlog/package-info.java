// SPDX-License-Identifier: Apache-2.0
/// Logs of what was measured into runtime registers. A log is anybody's word until its digests lead
/// to the registers' values, and a payload is until it is what a digest was made of.
@NullMarked
package dev.strongroom.attestation.eventlog;

import org.jspecify.annotations.NullMarked;
