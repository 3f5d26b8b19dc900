package io.liveimage.benchmarks.image;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.CompatibleFieldSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers.UUIDSerializer;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.UUID;

/** Kryo with the serializer that lets classes change, and shared objects written once. */
final class KryoFile extends FileStorage<OrderBook> {
  private static final int BUFFER = 64 * 1024;

  private final Kryo kryo = new Kryo();

  KryoFile() {
    kryo.setRegistrationRequired(false);
    kryo.setReferences(true);
    kryo.setDefaultSerializer(CompatibleFieldSerializer.class);
    kryo.addDefaultSerializer(UUID.class, new UUIDSerializer());
  }

  @Override
  void encode(OrderBook state, OutputStream out) {
    Output output = new Output(out, BUFFER);
    kryo.writeObject(output, state);
    output.flush();
  }

  @Override
  OrderBook decode(InputStream in) {
    return kryo.readObject(new Input(in, BUFFER), OrderBook.class);
  }
}
