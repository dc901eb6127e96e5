using System.Globalization;
using System.Security.Cryptography;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>System V shared memory.</summary>
internal sealed class SysVShmBench : IBenchMechanism
{
    public string Name => "sysv-shm";

    public string Baseline => "sysv_shm";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Create, Metric.Open, Metric.Attach, Metric.Copy];

    public IReadOnlyList<int> SizesOf(Metric metric, IReadOnlyList<int> messages) => MemorySizes.Of(metric);

    public IBenchLink CreateLink()
    {
        SysVKey key = new(RandomNumberGenerator.GetInt32(1, int.MaxValue));
        var segment = SysVSharedMemory.Create(key, MemorySizes.Object);
        string[] names = [key.Value.ToString(CultureInfo.InvariantCulture), segment.Id.ToString(CultureInfo.InvariantCulture)];
        return new NamedLink(_ => names, () => segment.TryDelete(), opensAgain: true);
    }

    public void Work(Way way, IReadOnlyList<string> names) => new RepeatLoop()
        .With(WorkerVerb.Create, default(CreateAndDelete))
        .With(WorkerVerb.Open, new Open(new SysVKey(int.Parse(names[0], CultureInfo.InvariantCulture))))
        .With(WorkerVerb.Attach, new AttachAndDetach(new SysVSharedMemory(int.Parse(names[1], CultureInfo.InvariantCulture))))
        .WithCopies(AttachForCopies())
        .Run();

    private static CopyLoop.Mapped AttachForCopies()
    {
        var segment = SysVSharedMemory.Create(SysVKey.Private, WorkerLimits.CopiedBytes);
        try
        {
            SysVSharedMemoryAttachment attachment = segment.Attach();
            return () => attachment.Lease();
        }
        finally
        {
            segment.Delete();
        }
    }

    private readonly struct CreateAndDelete : IBenchOperation
    {
        public void Do(int size) => SysVSharedMemory.Create(SysVKey.Private, size).Delete();
    }

    /// <summary>Nothing is open: there is nothing to close.</summary>
    private readonly struct Open(SysVKey key) : IBenchOperation
    {
        public void Do(int size) => SysVSharedMemory.Open(key);
    }

    private readonly struct AttachAndDetach(SysVSharedMemory memory) : IBenchOperation
    {
        public void Do(int size) => memory.Attach().Dispose();
    }
}
