namespace Causeway.Sys;

/// <summary>The entries of an open directory, a page at a time and without strings.</summary>
/// <remarks>
/// <c>while (entries.MoveNext()) Use(entries.Name);</c> One thread; the buffer is the caller's for as long as the walk lasts.
/// Nothing is asked what it is: the runtime's own listing follows each link, and that of a process's descriptor to a file whose server
/// has died waits for ever.
/// </remarks>
internal unsafe ref struct ProcDirectory
{
    private const int PageBytes = 4096;

    private readonly int _directory;
    private readonly byte* _page;
    private readonly int _pageBytes;
    private int _filled;
    private int _next;

    /// <summary>Walks from where it stands.</summary>
    /// <param name="directory">Open for reading.</param>
    /// <param name="page">Room for entries.</param>
    /// <param name="pageBytes">How much.</param>
    public ProcDirectory(int directory, byte* page, int pageBytes)
    {
        _directory = directory;
        _page = page;
        _pageBytes = pageBytes;
    }

    /// <summary>The entry's name with a NUL behind it; valid until the next <see cref="MoveNext"/>.</summary>
    public byte* Name { readonly get; private set; }

    /// <summary>What the entry is (DT_DIR and so on), where the file system tells.</summary>
    public byte Type { readonly get; private set; }

    /// <summary>The name as a number; -1 where it is none.</summary>
    public readonly int Number
    {
        get
        {
            int number = 0;
            byte* digit = Name;
            if (*digit == 0)
                return -1;
            for (; *digit != 0; digit++)
            {
                if (*digit is < (byte)'0' or > (byte)'9' || number > (int.MaxValue - 9) / 10)
                    return -1;
                number = number * 10 + (*digit - '0');
            }

            return number;
        }
    }

    /// <summary>The entries that are numbers: processes, threads, descriptors.</summary>
    /// <param name="path">Of the directory.</param>
    /// <param name="error">Why there are none: it is gone, or may not be read. None where it was read.</param>
    public static List<int> NumbersIn(string path, out Errno error)
    {
        List<int> numbers = [];
        int number = LibC.open(path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, 0);
        error = number < 0 ? Errno.Last : default;
        using RawDescriptor folder = new(number);
        if (!folder.IsOpen)
            return numbers;
        byte* page = stackalloc byte[PageBytes];
        ProcDirectory entries = new(folder.Number, page, PageBytes);
        while (entries.MoveNext())
        {
            if (entries.Number is var one and >= 0)
                numbers.Add(one);
        }

        return numbers;
    }

    /// <summary>Goes on; false at the end, or where the process ended meanwhile.</summary>
    public bool MoveNext()
    {
        if (_next >= _filled)
        {
            nint got = LibC.getdents64(_directory, _page, (nuint)_pageBytes, out _);
            if (got <= 0)
                return false;
            _filled = (int)got;
            _next = 0;
        }

        // SAFETY: the kernel wrote whole entries, each with its length and a name that ends with a NUL.
        byte* entry = _page + _next;
        _next += *(ushort*)(entry + LibC.DIRENT64_RECLEN_OFFSET);
        Type = entry[LibC.DIRENT64_TYPE_OFFSET];
        Name = entry + LibC.DIRENT64_NAME_OFFSET;
        return true;
    }
}
