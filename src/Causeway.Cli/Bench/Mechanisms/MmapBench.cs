using Causeway.Cli.Bench.Workers;
using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Files that are mapped. They are in memory (a tmpfs), so that no disk is measured.</summary>
internal sealed class MmapBench : IBenchMechanism
{
    private const string Folder = "/dev/shm/";

    public string Name => "mmap";

    public string Baseline => "mmap";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Create, Metric.Open, Metric.Attach, Metric.Copy];

    public IReadOnlyList<int> SizesOf(Metric metric, IReadOnlyList<int> messages) => MemorySizes.Of(metric);

    public IBenchLink CreateLink()
    {
        string path = UniqueName.Create(Folder, "bench");
        string notYet = UniqueName.Create(Folder, "bench");
        MemoryMapping.CreateFile(path, MemorySizes.Object).Dispose();
        return new NamedLink(
            _ => [path, notYet],
            () =>
            {
                File.Delete(path);
                File.Delete(notYet);
            },
            opensAgain: true);
    }

    public void Work(Way way, IReadOnlyList<string> names) => new RepeatLoop()
        .With(WorkerVerb.Create, new CreateAndDelete(names[1]))
        .With(WorkerVerb.Open, new OpenAndUnmap(names[0]))
        .With(WorkerVerb.Attach, new MapAndUnmap(OpenDescriptor(names[0])))
        .WithCopies(MapForCopies(names[1]))
        .Run();

    private static CopyLoop.Mapped MapForCopies(string path)
    {
        var mapping = MemoryMapping.CreateFile(path, WorkerLimits.CopiedBytes);
        File.Delete(path);
        return () => mapping.Lease();
    }

    private static SafeFileDescriptor OpenDescriptor(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using SafeFileDescriptor borrowed = new((int)file.DangerousGetHandle(), ownsDescriptor: false);
        return borrowed.Duplicate();
    }

    private readonly struct CreateAndDelete(string path) : IBenchOperation
    {
        public void Do(int size)
        {
            MemoryMapping.CreateFile(path, size).Dispose();
            File.Delete(path);
        }
    }

    private readonly struct OpenAndUnmap(string path) : IBenchOperation
    {
        public void Do(int size) => MemoryMapping.OpenFile(path).Dispose();
    }

    private readonly struct MapAndUnmap(SafeFileDescriptor file) : IBenchOperation
    {
        public void Do(int size) => MemoryMapping.Map(file).Dispose();
    }
}
