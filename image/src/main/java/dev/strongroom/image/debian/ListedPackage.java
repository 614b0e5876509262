// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.attestation.Bytes;

/// A package that an archive has.
///
/// @param control what it says of itself
/// @param location of its file below a mirror, the archive first
/// @param size of the file in bytes
/// @param sha256 of the file, 32 bytes
public record ListedPackage(Control control, String location, long size, Bytes sha256) {}
