using System.Reflection;

namespace Causeway.Cli.Bench.Workers;

/// <summary>The programs in C, compiled where the benchmark runs from the sources that this program carries.</summary>
internal sealed class BaselinePrograms : IDisposable
{
    private const string ResourcePrefix = "bench/";
    private readonly PrivateDirectory _directory = new("bench");
    private readonly HashSet<string> _compiled = new(StringComparer.Ordinal);

    /// <summary>Unpacks the sources.</summary>
    public BaselinePrograms()
    {
        try
        {
            Assembly assembly = typeof(BaselinePrograms).Assembly;
            foreach (string resource in assembly.GetManifestResourceNames().Where(static one => one.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
            {
                using Stream source = assembly.GetManifestResourceStream(resource)!;
                using FileStream file = File.Create(_directory.PathOf(resource[ResourcePrefix.Length..]));
                source.CopyTo(file);
            }
        }
        catch
        {
            _directory.Dispose();
            throw;
        }
    }

    /// <summary>The compiler: what CC names, else gcc.</summary>
    public static string Compiler { get; } = Environment.GetEnvironmentVariable("CC") is { Length: > 0 } named ? named : "gcc";

    private static string CppCompiler { get; } = Environment.GetEnvironmentVariable("CXX") is { Length: > 0 } named ? named : "g++";

    /// <summary>The program of <c>bench/NAME.c</c>, or of NAME.cpp.</summary>
    /// <exception cref="MissingPeerException">It is of another library, which is not installed here.</exception>
    /// <exception cref="PlatformNotSupportedException">There is no compiler, or it fails; the message says how to get one.</exception>
    public string Compile(string name)
    {
        string program = _directory.PathOf(name);
        if (_compiled.Contains(name))
            return program;
        BaselineSource source = BaselineSource.Of(name);
        string compilerName = source.IsCpp ? CppCompiler : Compiler;
        try
        {
            using ShellCommand compiler = ShellCommand.OpenRead(
                compilerName,
                [source.IsCpp ? "-std=gnu++17" : "-std=gnu11", "-O2", "-o", program, _directory.PathOf(source.File), "-lpthread", "-lrt", .. source.Flags],
                new ShellCommandOptions { StandardError = StandardErrorMode.Separate });
            string said = new StreamReader(compiler.Error).ReadToEnd();
            if (!compiler.Close().IsSuccess)
            {
                if (source.Package is { } package)
                    throw new MissingPeerException($"it needs {package} (Debian's name): apt-get install {package}");
                throw new PlatformNotSupportedException(
                    $"{compilerName} cannot compile the programs in C: {said.Trim().ReplaceLineEndings(" ")}; install libc6-dev (or linux-headers and musl-dev)");
            }
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOENT)
        {
            if (source.IsCpp)
                throw new MissingPeerException("it needs g++: apt-get install g++, or name a compiler in CXX");
            throw new PlatformNotSupportedException(
                $"there is no {Compiler}, which compiles the programs in C that the benchmark compares with; install gcc and libc6-dev, or name a compiler in CC", e);
        }

        _compiled.Add(name);
        return program;
    }

    /// <summary>What starts a program with all its threads on one CPU.</summary>
    public ChildProcessOptions Pinned(int cpu, ChildProcessOptions program)
    {
        ChildProcessOptions pinned = new(Compile("pinned"), [$"{cpu}", program.Program, .. program.Arguments]);
        foreach ((string name, string? value) in program.Environment)
            pinned.Environment[name] = value;
        return pinned;
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();
}
