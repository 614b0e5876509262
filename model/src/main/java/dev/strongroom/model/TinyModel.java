// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.model;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// A model of the llama architecture that knows nothing but how to load and to write letters: two
/// layers, width 64. Whoever has the seed has its bytes: each weight is a byte of a SHA-256 stream
/// times a power of two, so no machine rounds otherwise than another. For tests and for trying out.
public final class TinyModel {
  /// What it has been trained for, had it been trained.
  public static final int CONTEXT = 2048;

  private static final int WIDTH = 64;
  private static final int LAYERS = 2;
  private static final int HEADS = 4;
  private static final int KEY_HEADS = 2;
  private static final int FEED_FORWARD = 384;
  private static final int HEAD = WIDTH / HEADS;

  private static final String BLANK = "\u2581";
  private static final List<String> PAIRS =
      List.of("th", "he", "in", "er", "an", "on", "re", "at", "en", "nd");

  /// ChatML: what most engines know without reading the template.
  private static final String TEMPLATE =
      "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content"
          + " + '<|im_end|>\\n' }}{% endfor %}"
          + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

  private final long seed;
  private final GgufWriter out = new GgufWriter();
  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final List<Integer> likelihood = new ArrayList<>();

  private TinyModel(long seed) {
    this.seed = seed;
  }

  /// Makes one, about half a megabyte.
  ///
  /// @param seed any; the same one gives the same bytes everywhere
  public static Bytes synthesise(long seed) {
    TinyModel model = new TinyModel(seed);
    model.vocabulary();
    model.entries();
    model.tensors();
    return Bytes.copyOf(model.out.file());
  }

  /// How likely a token is goes into its row of the output; see `output()`.
  private void vocabulary() {
    token("<unk>", 2, -250);
    token("<s>", 3, -250);
    token("</s>", 3, -60);
    for (int b = 0; b < 256; b++) {
      token(String.format(Locale.ROOT, "<0x%02X>", b), 6, b >= 0x20 && b < 0x7f ? -150 : -250);
    }
    token("<|im_start|>", 3, -250);
    token("<|im_end|>", 3, -250);
    token(BLANK, 1, 40);
    for (char letter = 'a'; letter <= 'z'; letter++) {
      token(String.valueOf(letter), 1, 0);
    }
    PAIRS.forEach(pair -> token(pair, 1, 0));
  }

  private void token(String text, int type, int likely) {
    tokens.add(text);
    types.add(type);
    likelihood.add(likely);
  }

  private void entries() {
    out.text("general.architecture", "llama");
    out.text("general.name", "Strongroom tiny " + seed);
    out.number("general.file_type", 1);
    out.number("llama.context_length", CONTEXT);
    out.number("llama.embedding_length", WIDTH);
    out.number("llama.block_count", LAYERS);
    out.number("llama.feed_forward_length", FEED_FORWARD);
    out.number("llama.attention.head_count", HEADS);
    out.number("llama.attention.head_count_kv", KEY_HEADS);
    out.fraction("llama.attention.layer_norm_rms_epsilon", 1f / (1 << 17));
    out.number("llama.rope.dimension_count", HEAD);
    out.number("llama.vocab_size", tokens.size());
    out.text("tokenizer.ggml.model", "llama");
    out.text("tokenizer.ggml.pre", "default");
    out.texts("tokenizer.ggml.tokens", tokens);
    out.fractions("tokenizer.ggml.scores", Collections.nCopies(tokens.size(), 0f));
    out.numbers("tokenizer.ggml.token_type", types);
    out.number("tokenizer.ggml.bos_token_id", 1);
    out.number("tokenizer.ggml.eos_token_id", 2);
    out.number("tokenizer.ggml.unknown_token_id", 0);
    out.truth("tokenizer.ggml.add_bos_token", true);
    out.truth("tokenizer.ggml.add_eos_token", false);
    out.text("tokenizer.chat_template", TEMPLATE);
  }

  private void tensors() {
    // Each token has a 1 in the first place, which no layer changes: the output reads from it how
    // likely each token is anyhow.
    matrix("token_embd.weight", WIDTH, tokens.size(), 9, (_, column) -> column == 0 ? 512 : NONE);
    for (int layer = 0; layer < LAYERS; layer++) {
      String block = "blk." + layer + ".";
      ones(block + "attn_norm.weight");
      matrix(block + "attn_q.weight", WIDTH, WIDTH, 10, (_, _) -> NONE);
      matrix(block + "attn_k.weight", WIDTH, KEY_HEADS * HEAD, 10, (_, _) -> NONE);
      matrix(block + "attn_v.weight", WIDTH, KEY_HEADS * HEAD, 10, (_, _) -> NONE);
      matrix(block + "attn_output.weight", WIDTH, WIDTH, 11, (row, _) -> row == 0 ? 0 : NONE);
      ones(block + "ffn_norm.weight");
      matrix(block + "ffn_gate.weight", WIDTH, FEED_FORWARD, 10, (_, _) -> NONE);
      matrix(block + "ffn_up.weight", WIDTH, FEED_FORWARD, 10, (_, _) -> NONE);
      matrix(block + "ffn_down.weight", FEED_FORWARD, WIDTH, 12, (row, _) -> row == 0 ? 0 : NONE);
    }
    ones("output_norm.weight");
    matrix(
        "output.weight",
        WIDTH,
        tokens.size(),
        8,
        (row, column) -> column == 0 ? likelihood.get(row) * 2 : NONE);
  }

  /// A weight that is decided otherwise than by chance.
  private interface Chosen {
    int weight(int row, int column);
  }

  /// Left to chance.
  private static final int NONE = Integer.MIN_VALUE;

  /// @param fraction weights are -128 to 127, or what was chosen, times 2^-fraction: F16 holds them
  private void matrix(String name, int columns, int rows, int fraction, Chosen chosen) {
    byte[] chance = chance(name, columns * rows);
    ByteBuffer content = ByteBuffer.allocate(2 * columns * rows).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int weight = chosen.weight(row, column);
        int whole = weight == NONE ? chance[row * columns + column] : weight;
        content.putShort(Float.floatToFloat16((float) whole / (1 << fraction)));
      }
    }
    out.tensor(name, List.of(columns, rows), TensorType.F16, content.array());
  }

  private void ones(String name) {
    ByteBuffer content = ByteBuffer.allocate(Float.BYTES * WIDTH).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < WIDTH; i++) {
      content.putFloat(1f);
    }
    out.tensor(name, List.of(WIDTH), TensorType.F32, content.array());
  }

  /// SHA-256 over label, seed, tensor and count, one after another.
  private byte[] chance(String tensor, int length) {
    ByteBuffer stream = ByteBuffer.allocate(Math.ceilDiv(length, 32) * 32);
    byte[] label = ("strongroom tiny model/" + tensor).getBytes(StandardCharsets.UTF_8);
    var hashing = ModelDigest.newSha256();
    for (long count = 0; stream.hasRemaining(); count++) {
      hashing.update(label);
      hashing.update(ByteBuffer.allocate(16).putLong(seed).putLong(count).array());
      stream.put(hashing.digest());
    }
    return stream.array();
  }
}
