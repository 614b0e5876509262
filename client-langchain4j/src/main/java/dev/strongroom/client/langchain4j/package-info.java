// SPDX-License-Identifier: Apache-2.0
/// langchain4j, with models behind a gateway that is verified.
@NullMarked
package dev.strongroom.client.langchain4j;

import org.jspecify.annotations.NullMarked;
