using System.Text;

namespace Causeway.Tests.Fifos;

/// <summary>Random names, and random opens, reads, writes and closes against a model of fifo(7).</summary>
public sealed class FifoFuzzTests : IDisposable
{
    private const int Steps = 200;
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Fuzz_AnyNameOpenReadWriteAndClose_IsAsTheModelSays()
    {
        foreach (int round in TestLoad.Choose(1000))
        {
            var random = TestLoad.NewRandom(round);
            string path = _directory.PathOf(RandomName(random));
            Fifo.Create(path);
            using (var model = new Model(path))
            {
                for (int step = 0; step < Steps; step++)
                    model.Step(random);
            }

            Fifo.Delete(path);
        }
    }

    /// <summary>Any characters but NUL and slash, 255 bytes at the most.</summary>
    private static string RandomName(Random random)
    {
        var name = new StringBuilder("f");
        int bytes = random.Next(1, 256);
        while (true)
        {
            var rune = new Rune(random.Next(4) switch { 0 => random.Next(1, 0x20), 1 => random.Next(0x80, 0xD800), 2 => random.Next(0x10000, 0x110000), _ => random.Next(0x30, 0x7F) });
            if (Encoding.UTF8.GetByteCount(name.ToString()) + rune.Utf8SequenceLength > bytes)
                return name.ToString();
            name.Append(rune.ToString());
        }
    }

    /// <summary>Who has the FIFO open, and how many bytes are in it.</summary>
    private sealed class Model(string path) : IDisposable
    {
        private readonly List<PipeReadEnd> _readers = [];
        private readonly List<PipeWriteEnd> _writers = [];
        private readonly byte[] _buffer = new byte[PipeWriteEnd.AtomicWriteBytes];
        private int _held;

        public void Step(Random random)
        {
            switch (random.Next(7))
            {
                case 0:
                    _readers.Add(Fifo.OpenReader(path, _writers.Count == 0 || random.Next(2) == 0 ? FifoOpen.NoWait : FifoOpen.Wait));
                    break;
                case 1:
                    OpenWriter();
                    break;
                case 2 when _readers.Count > 0:
                    Close(_readers, random);
                    break;
                case 3 when _writers.Count > 0:
                    Close(_writers, random);
                    break;
                case 4 when _readers.Count > 0:
                    Read(_readers[random.Next(_readers.Count)], random.Next(1, _buffer.Length));
                    break;
                case 5 when _writers.Count > 0:
                    Write(_writers[random.Next(_writers.Count)], random.Next(_buffer.Length + 1));
                    break;
                case 6 when _readers.Count > 0:
                    Assert.Equal(_held, _readers[0].BytesAvailable);
                    break;
            }
        }

        public void Dispose()
        {
            _readers.ForEach(static reader => reader.Dispose());
            _writers.ForEach(static writer => writer.Dispose());
        }

        private void OpenWriter()
        {
            Assert.Equal(_readers.Count > 0, Fifo.TryOpenWriter(path, out PipeWriteEnd? writer));
            if (writer is not null)
                _writers.Add(writer);
        }

        private void Close<T>(List<T> ends, Random random)
            where T : DescriptorStream
        {
            int index = random.Next(ends.Count);
            ends[index].Dispose();
            ends.RemoveAt(index);

            // The last to leave takes what was not read with it.
            if (_readers.Count + _writers.Count == 0)
                _held = 0;
        }

        private void Read(PipeReadEnd reader, int length)
        {
            bool something = reader.TryRead(_buffer.AsSpan(0, length), out int count);
            Assert.Equal(_held > 0 || _writers.Count == 0, something);
            Assert.Equal(Math.Min(_held, length), count);
            _held -= count;
        }

        private void Write(PipeWriteEnd writer, int length)
        {
            if (_readers.Count == 0)
            {
                Assert.True(writer.ReadersAreGone);
                if (length > 0)
                    Assert.Equal(Errno.EPIPE, Assert.Throws<SyscallException>(() => writer.TryWriteAtomic(_buffer.AsSpan(0, length))).Errno);
            }
            else if (writer.TryWriteAtomic(_buffer.AsSpan(0, length)))
            {
                _held += length;
            }
            else
            {
                // Full: each of its pages holds something, or there is less room than the record needs.
                Assert.True(_held + length > PipeWriteEnd.AtomicWriteBytes);
            }
        }
    }
}
