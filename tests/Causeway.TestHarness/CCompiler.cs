namespace Causeway.TestHarness;

/// <summary>Compiles the C programs and files of the tests.</summary>
public static class CCompiler
{
    private static readonly Lock s_gate = new();

    /// <summary>What ends a program at an access outside of its memory, and at undefined behaviour.</summary>
    private static readonly string[] s_sanitizers = ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    private static readonly Lazy<bool> s_hasSanitizers = new(HasSanitizers);

    /// <summary>The program of tests/Peers/NAME.c.</summary>
    public static string Compile(string name) => Compile(name, name, ["-O2"]);

    /// <summary>The same with the sanitizers of the compiler, where they are installed (Debian: libasan, libubsan).</summary>
    public static string CompileSanitized(string name) => s_hasSanitizers.Value ? Compile(name, name + ".sanitized", s_sanitizers) : Compile(name);

    private static string Compile(string name, string programName, string[] options)
    {
        string source = Path.Combine(Repository.Root, "tests", "Peers", name + ".c");
        string program = Path.Combine(Repository.Root, "artifacts", "peers", programName);
        lock (s_gate)
        {
            if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > LastChangeOf(source))
                return program;
            Directory.CreateDirectory(Path.GetDirectoryName(program)!);
            string fresh = $"{program}.{Environment.ProcessId}";
            Run("gcc", ["-std=gnu11", .. options, "-Wall", "-Wextra", "-Werror", "-o", fresh, source, "-lpthread", "-lrt"]);
            File.Move(fresh, program, overwrite: true);
        }

        return program;
    }

    /// <summary>Its own, or that of the header that such programs may include.</summary>
    private static DateTime LastChangeOf(string source)
    {
        DateTime own = File.GetLastWriteTimeUtc(source);
        DateTime header = File.GetLastWriteTimeUtc(Path.Combine(Repository.Root, "native", "causeway.h"));
        return own > header ? own : header;
    }

    private static bool HasSanitizers()
    {
        string trial = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Run("sh", "-c", $"echo 'int main(void) {{ return 0; }}' | gcc {string.Join(' ', s_sanitizers)} -x c -o {trial} - && {trial}");
            return true;
        }
        catch (InvalidOperationException)
        {
            // The libraries are missing.
            return false;
        }
        finally
        {
            File.Delete(trial);
        }
    }

    /// <summary>Runs a compiler to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its own.</exception>
    public static void Run(string compiler, params IEnumerable<string> arguments)
    {
        using Peer run = Peer.Start(new ChildProcessOptions(compiler, arguments));
        run.ExpectSuccess();
    }
}
