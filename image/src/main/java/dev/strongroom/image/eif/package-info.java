// SPDX-License-Identifier: Apache-2.0
/// Enclave image files as AWS Nitro boots them: written, read and measured in one pass each
/// (aws-nitro-enclaves-image-format, docs/image-format.md).
@NullMarked
package dev.strongroom.image.eif;

import org.jspecify.annotations.NullMarked;
